// A key for tests, made of what is given and usual values for the rest.

import { createSecretKey } from 'node:crypto';
import type { KeyRing, TsigAlgorithm, TsigKey } from '../../../src/tsig/tsig-key.ts';
import { type Name, parseName } from '../../../src/wire/name.ts';

/** 32 octets, as `tsig-keygen` would print them. */
export const testSecret = 'bm90IGEgc2VjcmV0LCBidXQgb25lIGZvciB0ZXN0cyE=';

export interface TsigKeyFields {
  readonly name?: string;
  readonly algorithm?: TsigAlgorithm;
  readonly secret?: string;
  readonly macOctetsMin?: number;
}

export function makeTsigKey({
  name = 'key.test',
  algorithm = 'hmac-sha256',
  secret = testSecret,
  macOctetsMin,
}: TsigKeyFields = {}): TsigKey {
  return {
    name: nameOf(name),
    algorithm,
    secret: createSecretKey(Buffer.from(secret, 'base64')),
    ...(macOctetsMin !== undefined && { macOctetsMin }),
  };
}

export function ringOf(...keys: readonly TsigKey[]): KeyRing {
  return new Map(keys.map((key) => [key.name, key]));
}

export function nameOf(text: string): Name {
  const name = parseName(text);
  if (!name.ok) throw new Error(`${text} is not a name`);
  return name.value;
}
