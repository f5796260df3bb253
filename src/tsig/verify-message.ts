// Whether the signature of a message is good, and what is wrong with it, in the order of RFC 8945 §5.2. Refuses to know who
// sent it, and what to say to a bad one.

import { timingSafeEqual } from 'node:crypto';
import { headerOctets, readUint16, SectionCount, writeUint16 } from '../wire/message-format.ts';
import { shortestMac, traitsOf } from './algorithm-traits.ts';
import { computeMac } from './compute-mac.ts';
import type { TsigKey } from './tsig-key.ts';
import type { TsigRecord } from './tsig-record.ts';

/**
 * Clocks may differ by as much as the sender says, but by no more than this. BIND and Knot believe up to 65535 s, and whoever
 * recorded an update could send it again for eighteen hours; senders say 300 s (RFC 8945 §10).
 */
export const fudgeSecondsMax = 900;

export type Verdict = 'good' | 'FORMERR' | 'BADSIG' | 'BADTIME' | 'BADTRUNC';

export interface ToVerify {
  readonly packet: Uint8Array;
  /** Where the signature begins. */
  readonly signedEnd: number;
  readonly record: TsigRecord;
  readonly key: TsigKey;
  readonly nowSeconds: number;
  readonly priorMac?: Uint8Array | undefined;
  readonly follows?: boolean;
}

export function verifyMessage(given: ToVerify): Verdict {
  const { packet, signedEnd, record, key, nowSeconds, priorMac, follows = false } = given;
  const { mac, originalId } = record;
  const traits = traitsOf(key);
  // RFC 8945 §5.2.2.1
  if (mac.length > traits.macOctets || mac.length < shortestMac(traits)) return 'FORMERR';
  const header = headerWithout(packet);
  writeUint16(header, 0, originalId);
  const body = packet.subarray(headerOctets, signedEnd);
  const expected = computeMac(key, { header, body, variables: record, priorMac, follows });
  if (!timingSafeEqual(expected.subarray(0, mac.length), mac)) return 'BADSIG';
  const fudgeSeconds = Math.min(record.fudgeSeconds, fudgeSecondsMax);
  if (Math.abs(nowSeconds - record.signedAtSeconds) > fudgeSeconds) return 'BADTIME';
  return mac.length < (key.macOctetsMin ?? traits.macOctets) ? 'BADTRUNC' : 'good';
}

/** A copy of the message without its signature. */
export function removeSignature(packet: Uint8Array, signedEnd: number): Uint8Array {
  const message = copyOctets(packet.subarray(0, signedEnd));
  message.set(headerWithout(packet));
  return message;
}

/** The header, with one additional record less. */
function headerWithout(packet: Uint8Array): Uint8Array {
  const header = copyOctets(packet.subarray(0, headerOctets));
  writeUint16(header, SectionCount.additional, readUint16(header, SectionCount.additional) - 1);
  return header;
}

/** Not `slice`, which of a Buffer is a view. */
export function copyOctets(octets: Uint8Array): Uint8Array {
  return new Uint8Array(octets);
}
