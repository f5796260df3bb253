// Shared secrets that sign messages (RFC 8945), by name. Refuses to know where they are kept and what they permit.

import type { KeyObject } from 'node:crypto';
import type { Name } from '../wire/name.ts';

/** Those that a key may have. SHA-1 only checks and answers what others sign with it (RFC 8945 §6). */
export const tsigAlgorithms = ['hmac-sha256', 'hmac-sha384', 'hmac-sha512', 'hmac-sha1'] as const;
export type TsigAlgorithm = (typeof tsigAlgorithms)[number];

export interface TsigKey {
  readonly name: Name;
  readonly algorithm: TsigAlgorithm;
  /** As an object that prints nothing of what it holds. */
  readonly secret: KeyObject;
  /** Signatures that are cut off are believed from this length on; absent: only whole ones. */
  readonly macOctetsMin?: number;
}

export type KeyRing = ReadonlyMap<Name, TsigKey>;

export const noKeys: KeyRing = new Map();
