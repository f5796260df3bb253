// Records as octets, for lists of many: uncompressed as in a message, without their class. Two records are the same when
// their octets are. Refuses to know messages and files.
//
//   owner (1-255) | type (2) | TTL (4) | length (2) | data

import {
  type ByteString,
  joinBytes,
  sliceBytes,
  uint16,
  uint16At,
  uint32,
  uint32At,
} from '../../base/byte-string.ts';
import { labelOctetsMax, type Name, nameOctetsMax } from '../../wire/name.ts';
import { endOfName, type Rdata } from '../../wire/rdata.ts';
import type { RRset } from '../../wire/rrset.ts';

export interface OwnedRRset {
  readonly owner: Name;
  readonly rrset: RRset;
}

export type RecordOctets = ByteString;

const fixedOctets = 8;

export function writeRecord(owner: Name, type: number, ttlSeconds: number, rdata: Rdata): RecordOctets {
  return joinBytes(owner, uint16(type), uint32(ttlSeconds), uint16(rdata.length), rdata);
}

export function readRecord(octets: RecordOctets): OwnedRRset {
  const end = endOfName(octets, 0);
  return {
    owner: sliceBytes(octets, 0, end) as Name,
    rrset: {
      type: uint16At(octets, end),
      ttlSeconds: uint32At(octets, end + 2),
      rdatas: [sliceBytes(octets, end + fixedOctets) as Rdata],
    },
  };
}

/** Each of the records that stand one behind the other. */
export function* recordsIn(octets: ByteString): Generator<RecordOctets> {
  for (let at = 0; at < octets.length; ) {
    const fixedAt = endOfName(octets, at);
    const end = fixedAt + fixedOctets + uint16At(octets, fixedAt + 6);
    yield sliceBytes(octets, at, end);
    at = end;
  }
}

/** Whether octets that anything may have happened to are records, one behind the other. */
export function areRecords(octets: ByteString): boolean {
  for (let at = 0; at < octets.length; ) {
    const fixedAt = endOfLabels(octets, at);
    if (fixedAt === undefined || fixedAt + fixedOctets > octets.length) return false;
    at = fixedAt + fixedOctets + uint16At(octets, fixedAt + 6);
    if (at > octets.length) return false;
  }
  return true;
}

function endOfLabels(octets: ByteString, start: number): number | undefined {
  for (let at = start; at < octets.length && at - start < nameOctetsMax; ) {
    const length = octets.charCodeAt(at);
    if (length > labelOctetsMax) return undefined;
    at += 1 + length;
    if (length === 0) return at;
  }
  return undefined;
}
