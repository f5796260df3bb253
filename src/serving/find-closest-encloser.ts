// For a name that does not exist: the longest of its parents that does.

import { findNode } from '../answers/find-node.ts';
import { finishHash, hashPowers } from '../answers/hash-name.ts';
import type { Image } from '../answers/image.ts';
import { Header } from '../answers/image-layout.ts';
import type { QueryView } from './query-view.ts';

/** The node of the longest existing suffix of the name (RFC 4592 §3.3.1), or 0 when the name is in none of our zones. */
export function findClosestEncloser(image: Image, view: QueryView): number {
  const labelsMax = image.words[Header.labelsMax] as number;
  let label = view.labelCount - labelsMax;
  if (label < 1) label = 1;
  for (; label < view.labelCount; label++) {
    const start = view.labelStarts[label] as number;
    // Take the part before the suffix out of the polynomial of the whole name.
    const before = Math.imul(
      view.prefixHashes[label] as number,
      hashPowers[view.nameOctets - start] as number,
    );
    const hash = finishHash((view.polynomial - before) | 0);
    const nodeAt = findNode(image, hash, view.name, start, view.nameOctets);
    if (nodeAt !== 0) return nodeAt;
  }
  return 0;
}
