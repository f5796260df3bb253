// Which link of a zone's chain covers a name that does not exist: the last one before it in the order of the chain, which
// is that of names (NSEC) or of their hashes (NSEC3). Allocates nothing.

import { bytesOf } from '../base/byte-string.ts';
import { writeSha1 } from '../base/sha1.ts';
import { labelsOf, type Name, nameOctetsMax, wildcardBelow } from '../wire/name.ts';
import type { Image } from './image.ts';
import { ChainRecord, hashWords } from './image-layout.ts';

/** Octets 0 and 1 of a label take two (src/wire/name.ts, sortKeyOf). */
const key = new Uint8Array(2 * nameOctetsMax);
const hash = new Int32Array(hashWords);

/** The proof of a link, as it is now. */
export function proofOf({ words }: Image, chainAt: number, link: number): number {
  return Atomics.load(words, chainAt + ChainRecord.proofsAt + link);
}

/**
 * The link that covers, or stands at, the lower-cased name whose labels below the apex are those before `labelEnd` from
 * `labelStart` on; `labelStarts` says where each label starts in `name`.
 */
export function findLink(
  image: Image,
  chainAt: number,
  name: Uint8Array,
  nameOctets: number,
  labelStarts: Uint8Array,
  labelStart: number,
  labelEnd: number,
): number {
  if (!image.isHashed(chainAt)) {
    return findByKey(image, chainAt, writeKey(name, labelStarts, labelStart, labelEnd));
  }
  writeSha1(name, labelStarts[labelStart] as number, nameOctets, hash);
  return findByHash(image, chainAt);
}

/** The sort key of the labels, from the right to the left. */
function writeKey(name: Uint8Array, labelStarts: Uint8Array, labelStart: number, labelEnd: number): number {
  let end = 0;
  for (let label = labelEnd - 1; label >= labelStart; label--) {
    const start = labelStarts[label] as number;
    const octets = name[start] as number;
    for (let i = start + 1; i <= start + octets; i++) {
      const octet = name[i] as number;
      if (octet <= 1) key[end++] = 1;
      key[end++] = octet;
    }
    key[end++] = 0;
  }
  return end;
}

function findByKey(image: Image, chainAt: number, keyOctets: number): number {
  const { octets } = image;
  const count = image.linkCountOf(chainAt);
  const startsAt = chainAt + ChainRecord.proofsAt + count;
  const keysAt = (startsAt + count + 1) * 4;
  // The apex, whose key is empty, is the first link and before every other name.
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    let at = keysAt + image.word(startsAt + middle);
    const end = keysAt + image.word(startsAt + middle + 1);
    let i = 0;
    while (at < end && i < keyOctets && octets[at] === key[i]) {
      at++;
      i++;
    }
    const isAfter = at < end && (i === keyOctets || (octets[at] as number) > (key[i] as number));
    if (isAfter) high = middle - 1;
    else low = middle;
  }
  return low;
}

function findByHash(image: Image, chainAt: number): number {
  const count = image.linkCountOf(chainAt);
  const firstsAt = chainAt + ChainRecord.proofsAt + count;
  const othersAt = firstsAt + count;
  // Before the first hash comes the last one: the chain is a ring.
  let low = -1;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    let order = (image.word(firstsAt + middle) >>> 0) - ((hash[0] as number) >>> 0);
    for (let i = 1; order === 0 && i < hashWords; i++) {
      const word = image.word(othersAt + middle * (hashWords - 1) + i - 1);
      order = (word >>> 0) - ((hash[i] as number) >>> 0);
    }
    if (order > 0) high = middle - 1;
    else low = middle;
  }
  return low < 0 ? count - 1 : low;
}

/** For the control plane: the link of `*` below a name of the zone, or the one that covers it. */
export function findWildcardLink(image: Image, chainAt: number, apex: Name, name: Name): number {
  const wildcard = wildcardBelow(name);
  // Below a name this long nothing can exist or be asked for.
  return wildcard.length > nameOctetsMax ? 0 : findLinkOf(image, chainAt, apex, wildcard);
}

/** For the control plane: the link of a name of the zone, or the one that covers it. */
export function findLinkOf(image: Image, chainAt: number, apex: Name, name: Name): number {
  const labels = labelsOf(name);
  const labelStarts = new Uint8Array(labels.length);
  for (let i = 1; i < labels.length; i++) {
    labelStarts[i] = (labelStarts[i - 1] as number) + 1 + (labels[i - 1]?.length ?? 0);
  }
  const labelsBelowApex = labels.length - labelsOf(apex).length;
  return findLink(image, chainAt, bytesOf(name), name.length, labelStarts, 0, labelsBelowApex);
}
