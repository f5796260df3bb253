// Keys for tests, made once for each algorithm, because RSA is slow.

import { traitsOf } from '../../../src/signing/algorithms.ts';
import { makeSigningKey, type SigningKey } from '../../../src/signing/signing-key.ts';
import { SecurityAlgorithm } from '../../../src/wire/protocol.ts';

export const allAlgorithms: readonly SecurityAlgorithm[] = Object.values(SecurityAlgorithm);

const made = new Map<string, SigningKey>();

/** Always the same key for the same algorithm and number; no two share a tag. */
export function signingKey(
  algorithm: SecurityAlgorithm = SecurityAlgorithm.ECDSAP256SHA256,
  number = 0,
): SigningKey {
  const id = `${algorithm}/${number}`;
  let key = made.get(id);
  while (
    key === undefined ||
    [...made].some(([other, { keyTag }]) => other !== id && keyTag === key?.keyTag)
  ) {
    key = makeSigningKey(traitsOf(algorithm).generate(), algorithm);
  }
  made.set(id, key);
  return key;
}
