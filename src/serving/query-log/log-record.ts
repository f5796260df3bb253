// The record of one query in a ring: its layout, and the same as a value. Refuses to know who reads it.
//
//    0 length | 4 code | 6 port | 8 received (ms) | 16 replied (ms) | 24 transport | 25 fate | 26 family | 27 family asked
//   28 octets of the query | 32 of it kept | 36 octets of the reply | 40 of it kept | 44 port asked
//   48 client's address | 64 address asked | 80 query, reply

import type { Transport } from '../transport.ts';

export const RecordField = {
  code: 4,
  port: 6,
  receivedMs: 8,
  repliedMs: 16,
  transport: 24,
  fate: 25,
  family: 26,
  askedFamily: 27,
  queryOctets: 28,
  queryKept: 32,
  replyOctets: 36,
  replyKept: 40,
  askedPort: 44,
  address: 48,
  askedAddress: 64,
  messages: 80,
} as const;

export const transports: readonly Transport[] = ['udp', 'tcp', 'tls'];

/** What became of the query. */
export const Fate = {
  answered: 0,
  truncated: 1,
  slipped: 2,
  /** Its network was over the limit. */
  droppedLimited: 3,
  /** For an attendant whose queue is full. */
  droppedUnattended: 4,
  /** An attendant did not reply. */
  unanswered: 5,
  /** The reply was several messages: AXFR or IXFR. */
  transfer: 6,
} as const;

export type Fate = (typeof Fate)[keyof typeof Fate];

export interface LogRecord {
  readonly receivedMs: number;
  readonly repliedMs: number;
  readonly transport: Transport;
  readonly fate: Fate;
  /** 4 octets, or 16. */
  readonly client: Uint8Array;
  readonly port: number;
  /** The address and port it was sent to; absent where unknown. */
  readonly asked?: { readonly address: Uint8Array; readonly port: number };
  /** The response code, including extended codes of EDNS. */
  readonly code: number;
  /** Perhaps only the beginning. */
  readonly query: Uint8Array;
  readonly queryOctets: number;
  /** Perhaps only the header; empty when there was none. */
  readonly reply: Uint8Array;
  readonly replyOctets: number;
}

/** A copy: the ring's octets are soon others. */
export function readRecord(record: DataView): LogRecord {
  const queryKept = record.getUint32(RecordField.queryKept, true);
  const replyKept = record.getUint32(RecordField.replyKept, true);
  const askedFamily = record.getUint8(RecordField.askedFamily);
  const client = addressOctets(record.getUint8(RecordField.family));
  const common: LogRecord = {
    receivedMs: record.getFloat64(RecordField.receivedMs, true),
    repliedMs: record.getFloat64(RecordField.repliedMs, true),
    transport: transports[record.getUint8(RecordField.transport)] ?? 'udp',
    fate: record.getUint8(RecordField.fate) as Fate,
    client: copy(record, RecordField.address, client),
    port: record.getUint16(RecordField.port, true),
    code: record.getUint16(RecordField.code, true),
    query: copy(record, RecordField.messages, queryKept),
    queryOctets: record.getUint32(RecordField.queryOctets, true),
    reply: copy(record, RecordField.messages + queryKept, replyKept),
    replyOctets: record.getUint32(RecordField.replyOctets, true),
  };
  if (askedFamily === 0) return common;
  const address = copy(record, RecordField.askedAddress, addressOctets(askedFamily));
  return { ...common, asked: { address, port: record.getUint16(RecordField.askedPort, true) } };
}

function copy({ buffer, byteOffset }: DataView, at: number, octets: number): Uint8Array {
  return new Uint8Array(buffer, byteOffset + at, octets).slice();
}

export function addressOctets(family: number): number {
  return family === 4 ? 4 : 16;
}
