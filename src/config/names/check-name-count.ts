// Bounds the number of names that a configuration makes: those it lists and those above them, in every zone. A few lines
// can make very many: a name of a hundred labels makes a hundred names, and each alias zone has them all again.

import { type RelativeName, sortKeyOf } from '../../wire/name.ts';
import type { Findings } from '../findings/finding.ts';
import type { Names } from './written-names.ts';

/** So many take 1.3 GB, and half a minute before the first answer. Beyond that are hosting providers. */
export const namesMax = 1_000_000;

export interface CountedZone {
  /** Where its names are written. */
  readonly path: string;
  readonly names: Names;
  /** The hosted zone and its aliases. */
  readonly zoneCount: number;
  /** How many names the zones before this one have left. */
  readonly room: number;
}

/** How many names it makes. */
export function checkNameCount({ path, names, zoneCount, room }: CountedZone, findings: Findings): number {
  const perZoneMax = Math.floor(Math.max(0, room) / Math.max(1, zoneCount));
  const made = [names.resolutions, names.services, names.bindings].flatMap((list) =>
    list.map(({ owner }) => owner),
  );
  const count = countWithParents([...names.records.keys(), ...made]);
  if (count > perZoneMax) {
    const inZones = zoneCount === 1 ? '' : ` in each of ${zoneCount} zones`;
    findings.error(
      path,
      `makes more than ${perZoneMax} names${inZones}, counting every parent of a name; at most ${namesMax} can be served in all`,
    );
  }
  return count * zoneCount;
}

/** With the apex. In canonical order, a name adds the labels that it does not share with the name before. */
function countWithParents(owners: readonly RelativeName[]): number {
  let count = 1;
  let last = '';
  for (const key of owners.map(sortKeyOf).sort()) {
    count += countLabels(key, key.length) - countLabels(key, sharedLength(last, key));
    last = key;
  }
  return count;
}

function sharedLength(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

/** Labels that end before `end`; each ends with a zero octet. */
function countLabels(key: string, end: number): number {
  let count = 0;
  for (let at = key.indexOf('\0'); at >= 0 && at < end; at = key.indexOf('\0', at + 1)) count++;
  return count;
}
