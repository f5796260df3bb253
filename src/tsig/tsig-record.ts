// The record that carries a signature (RFC 8945 §4.2): reads it from a message, and appends it to one. Refuses to know keys and
// whether a signature is good.

import { writeByteString } from '../base/byte-string.ts';
import { fixedRecordOctets, readUint16, SectionCount, writeUint16 } from '../wire/message-format.ts';
import type { Name } from '../wire/name.ts';
import { RecordClass, RecordType } from '../wire/protocol.ts';
import { readName } from '../wire/read-name.ts';

/** What the error field says beyond response codes (RFC 8945 §3). */
export const TsigError = { NONE: 0, BADSIG: 16, BADKEY: 17, BADTIME: 18, BADTRUNC: 22 } as const;

/** What a signature covers beside the message. */
export interface TsigVariables {
  readonly keyName: Name;
  readonly algorithm: Name;
  readonly signedAtSeconds: number;
  readonly fudgeSeconds: number;
  readonly error: number;
  readonly other: Uint8Array;
}

export interface TsigRecord extends TsigVariables {
  readonly mac: Uint8Array;
  readonly originalId: number;
}

export const noOctets: Uint8Array = new Uint8Array(0);
/** A time in seconds (RFC 8945 §4.2). */
export const timeOctets = 6;
/** Time, fudge and length of the signature. */
const beforeMacOctets = timeOctets + 2 + 2;
/** Original id, error and length of other data. */
const behindMacOctets = 2 + 2 + 2;

/** The record whose owner is at `start` and ends at `fixedAt`; nothing when it is not what RFC 8945 §4.2 demands. */
export function readTsigRecord(
  octets: Uint8Array,
  { start, fixedAt }: { readonly start: number; readonly fixedAt: number },
): TsigRecord | undefined {
  if (readUint16(octets, fixedAt + 2) !== RecordClass.ANY) return undefined;
  if (readUint16(octets, fixedAt + 4) !== 0 || readUint16(octets, fixedAt + 6) !== 0) return undefined;
  const rdataAt = fixedAt + fixedRecordOctets;
  const end = rdataAt + readUint16(octets, fixedAt + 8);
  const owner = readName(octets, start);
  const algorithm = readName(octets, rdataAt);
  if (owner === undefined || algorithm === undefined) return undefined;
  const timeAt = algorithm.end;
  // RFC 3597 §4: names in data of this type are not compressed.
  if (timeAt - rdataAt !== algorithm.name.length) return undefined;
  const macAt = timeAt + beforeMacOctets;
  if (macAt > end) return undefined;
  const macEnd = macAt + readUint16(octets, macAt - 2);
  const otherAt = macEnd + behindMacOctets;
  if (otherAt > end || otherAt + readUint16(octets, otherAt - 2) !== end) return undefined;
  return {
    keyName: owner.name,
    algorithm: algorithm.name,
    signedAtSeconds: readTime(octets, timeAt),
    fudgeSeconds: readUint16(octets, timeAt + timeOctets),
    mac: octets.subarray(macAt, macEnd),
    originalId: readUint16(octets, macEnd),
    error: readUint16(octets, macEnd + 2),
    other: octets.subarray(otherAt, end),
  };
}

export function tsigRecordOctets({
  keyName,
  algorithm,
  mac,
  other,
}: Pick<TsigRecord, 'keyName' | 'algorithm' | 'mac' | 'other'>): number {
  const names = keyName.length + algorithm.length;
  return names + fixedRecordOctets + beforeMacOctets + mac.length + behindMacOctets + other.length;
}

/** Behind the message in `octets[0..length)`, where there is room; returns the new length. */
export function appendTsigRecord(octets: Uint8Array, length: number, record: TsigRecord): number {
  const { keyName, algorithm, mac, other } = record;
  const end = length + tsigRecordOctets(record);
  const fixedAt = writeByteString(keyName, octets, length);
  writeUint16(octets, fixedAt, RecordType.TSIG);
  writeUint16(octets, fixedAt + 2, RecordClass.ANY);
  writeUint16(octets, fixedAt + 4, 0);
  writeUint16(octets, fixedAt + 6, 0);
  writeUint16(octets, fixedAt + 8, end - fixedAt - fixedRecordOctets);
  const timeAt = writeByteString(algorithm, octets, fixedAt + fixedRecordOctets);
  writeTime(octets, timeAt, record.signedAtSeconds);
  writeUint16(octets, timeAt + timeOctets, record.fudgeSeconds);
  const macAt = timeAt + beforeMacOctets;
  writeUint16(octets, macAt - 2, mac.length);
  octets.set(mac, macAt);
  const macEnd = macAt + mac.length;
  writeUint16(octets, macEnd, record.originalId);
  writeUint16(octets, macEnd + 2, record.error);
  writeUint16(octets, macEnd + 4, other.length);
  octets.set(other, macEnd + behindMacOctets);
  writeUint16(octets, SectionCount.additional, readUint16(octets, SectionCount.additional) + 1);
  return end;
}

export function writeTime(octets: Uint8Array, at: number, seconds: number): void {
  writeUint16(octets, at, Math.floor(seconds / 0x1_0000_0000) & 0xffff);
  writeUint16(octets, at + 2, (seconds >>> 16) & 0xffff);
  writeUint16(octets, at + 4, seconds & 0xffff);
}

/** 48 bits are a safe integer. */
function readTime(octets: Uint8Array, at: number): number {
  const high = readUint16(octets, at) * 0x1_0000_0000;
  return high + readUint16(octets, at + 2) * 0x1_0000 + readUint16(octets, at + 4);
}
