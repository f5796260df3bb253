// The name that a CNAME or DNAME leads to, as a query for it would give it: hashed, its labels found. What is in an image is
// lower-cased and well formed.

import { finishHash, hashFactor, hashSeed } from '../../answers/hash-name.ts';
import type { QueryView } from '../query/query-view.ts';

/** The first octets of `from`'s name and then the name at `restAt`. */
export function readTarget(
  from: QueryView,
  prefixOctets: number,
  octets: Uint8Array,
  restAt: number,
  target: QueryView,
): void {
  const { name } = target;
  for (let i = 0; i < prefixOctets; i++) name[i] = from.name[i] as number;
  let end = prefixOctets;
  for (let at = restAt; ; ) {
    const labelOctets = octets[at] as number;
    for (const labelEnd = at + labelOctets; at <= labelEnd; at++) name[end++] = octets[at] as number;
    if (labelOctets === 0) break;
  }
  target.nameOctets = end;
  hashLabels(target);
}

function hashLabels(target: QueryView): void {
  const { name, nameOctets, labelStarts, prefixHashes } = target;
  let polynomial = hashSeed;
  let labelCount = 0;
  let labelStart = 0;
  for (let i = 0; i < nameOctets; i++) {
    const octet = name[i] as number;
    if (i === labelStart && octet !== 0) {
      labelStarts[labelCount] = i;
      prefixHashes[labelCount] = polynomial;
      labelCount++;
      labelStart += 1 + octet;
    }
    polynomial = (Math.imul(polynomial, hashFactor) + octet) | 0;
  }
  target.labelCount = labelCount;
  target.polynomial = polynomial;
  target.hash = finishHash(polynomial);
}

export function areSameNames(a: QueryView, b: QueryView): boolean {
  if (a.hash !== b.hash || a.nameOctets !== b.nameOctets) return false;
  for (let i = 0; i < a.nameOctets; i++) if (a.name[i] !== b.name[i]) return false;
  return true;
}
