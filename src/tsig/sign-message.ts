// Appends a signature to a message: the one place that makes them. Refuses to know requests from replies.

import { headerOctets, readUint16 } from '../wire/message-format.ts';
import { traitsOf } from './algorithm-traits.ts';
import { computeMac } from './compute-mac.ts';
import type { TsigKey } from './tsig-key.ts';
import { appendTsigRecord, noOctets, TsigError, tsigRecordOctets } from './tsig-record.ts';

/** By how much clocks may differ: what RFC 8945 §10 recommends. */
export const fudgeSecondsUsual = 300;

export interface Signing {
  readonly signedAtSeconds: number;
  readonly priorMac?: Uint8Array | undefined;
  readonly follows?: boolean;
  readonly fudgeSeconds?: number;
  readonly error?: number;
  readonly other?: Uint8Array;
}

export interface Signed {
  readonly length: number;
  readonly mac: Uint8Array;
}

/** Signs the message in `octets[0..length)`, where there is room behind it. */
export function signMessage(octets: Uint8Array, length: number, key: TsigKey, signing: Signing): Signed {
  const { signedAtSeconds, priorMac, follows = false, fudgeSeconds = fudgeSecondsUsual } = signing;
  const { error = TsigError.NONE, other = noOctets } = signing;
  const { name: algorithm } = traitsOf(key);
  const variables = { keyName: key.name, algorithm, signedAtSeconds, fudgeSeconds, error, other };
  const body = octets.subarray(headerOctets, length);
  const mac = computeMac(key, { header: octets, body, variables, priorMac, follows });
  const record = { ...variables, mac, originalId: readUint16(octets, 0) };
  return { length: appendTsigRecord(octets, length, record), mac };
}

/** How much a signature with that key takes. */
export function signatureOctets(key: TsigKey, otherOctets = 0): number {
  const { name: algorithm, macOctets } = traitsOf(key);
  const sizes = { mac: new Uint8Array(macOctets), other: new Uint8Array(otherOctets) };
  return tsigRecordOctets({ keyName: key.name, algorithm, ...sizes });
}
