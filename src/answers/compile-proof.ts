// An NSEC or NSEC3 record and its signatures -> the bytes that the data plane appends to a reply. Every owner in them is
// written when it is appended: where it can point to depends on the reply.

import { type ByteString, writeByteString } from '../base/byte-string.ts';
import { invariant } from '../base/invariant.ts';
import { fixedRecordOctets } from '../wire/message-format.ts';
import type { Name } from '../wire/name.ts';
import { RecordClass } from '../wire/protocol.ts';
import type { SignedRRset } from '../zone/zone.ts';

export interface CompiledProof {
  /** The owner's labels below the apex, in wire form. */
  readonly owner: ByteString;
  /** Type, class, TTL, length and data of each record. */
  readonly records: Uint8Array;
  readonly recordCount: number;
}

export function compileProof(apex: Name, { owner, rrset, signatures }: SignedRRset): CompiledProof {
  invariant(owner.endsWith(apex), 'a denial record stands in its zone');
  const records = [rrset, signatures].flatMap(({ type, ttlSeconds, rdatas }) =>
    rdatas.map((rdata) => ({ type, ttlSeconds, rdata })),
  );
  const octets = records.reduce((sum, { rdata }) => sum + fixedRecordOctets + rdata.length, 0);
  const bytes = new Uint8Array(octets);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { type, ttlSeconds, rdata } of records) {
    view.setUint16(at, type);
    view.setUint16(at + 2, RecordClass.IN);
    view.setUint32(at + 4, ttlSeconds);
    view.setUint16(at + 8, rdata.length);
    at = writeByteString(rdata, bytes, at + fixedRecordOctets);
  }
  return {
    owner: owner.slice(0, owner.length - apex.length) as ByteString,
    records: bytes,
    recordCount: records.length,
  };
}
