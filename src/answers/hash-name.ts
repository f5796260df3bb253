// The hash of a lower-cased wire name, shared by the writer and the readers of an image.
// It is a polynomial over the octets: a reader keeps the hash up to each label while it walks through the name
// once, and has the hash of every suffix (name, parent, grandparent ...) by one multiplication each.
// An attacker who finds colliding names gains nothing: only the operator's names are in the table.

import { nameOctetsMax } from '../wire/name.ts';

export const hashSeed = 0;
/** Odd, so that multiplication loses no bit; from the golden ratio, so that it mixes. */
export const hashFactor = 0x9e37_79b1;

/** powers[n] = hashFactor ** n (mod 2^32) */
export const hashPowers: Int32Array = new Int32Array(nameOctetsMax + 1);
hashPowers[0] = 1;
for (let n = 1; n < hashPowers.length; n++)
  hashPowers[n] = Math.imul(hashPowers[n - 1] as number, hashFactor);

/** The low bits of a polynomial are weak, and the table is indexed by low bits: stir once at the end. */
export function finishHash(hash: number): number {
  let h = hash;
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b_3c6d);
  h ^= h >>> 12;
  return h;
}

export function hashOctets(octets: Uint8Array, start: number, end: number): number {
  let h = hashSeed;
  for (let i = start; i < end; i++) h = (Math.imul(h, hashFactor) + (octets[i] as number)) | 0;
  return finishHash(h);
}
