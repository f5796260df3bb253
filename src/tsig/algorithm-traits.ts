// What the algorithms of keys are made of, and how they are named in messages (RFC 8945 §6).

import { type Name, prependLabel, rootName } from '../wire/name.ts';
import type { TsigAlgorithm } from './tsig-key.ts';

export interface AlgorithmTraits {
  /** As messages name it. */
  readonly name: Name;
  /** As OpenSSL names its hash. */
  readonly digest: string;
  readonly macOctets: number;
}

const traits: Readonly<Record<TsigAlgorithm, AlgorithmTraits>> = {
  'hmac-sha256': { name: nameOf('hmac-sha256'), digest: 'sha256', macOctets: 32 },
  'hmac-sha384': { name: nameOf('hmac-sha384'), digest: 'sha384', macOctets: 48 },
  'hmac-sha512': { name: nameOf('hmac-sha512'), digest: 'sha512', macOctets: 64 },
  'hmac-sha1': { name: nameOf('hmac-sha1'), digest: 'sha1', macOctets: 20 },
};

export function traitsOf({ algorithm }: { readonly algorithm: TsigAlgorithm }): AlgorithmTraits {
  return traits[algorithm];
}

/** RFC 8945 §5.2.2.1: a signature may be cut off, but not to less than half of it, nor to less than this. */
const cutMacOctetsMin = 10;

/** Of an algorithm, the shortest signature that is one. */
export function shortestMac({ macOctets }: AlgorithmTraits): number {
  return Math.max(cutMacOctetsMin, macOctets / 2);
}

function nameOf(algorithm: TsigAlgorithm): Name {
  return prependLabel(algorithm, rootName);
}
