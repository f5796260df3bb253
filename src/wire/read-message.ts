// A reply from anybody -> its records, or why it cannot be read. Every count, length and pointer must be right, and no
// octet left over. Refuses to know what was asked.

import { type ByteString, joinBytes, readByteString } from '../base/byte-string.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import { fixedRecordOctets, headerOctets, questionTailOctets } from './message-format.ts';
import type { Name } from './name.ts';
import { RecordType } from './protocol.ts';
import type { Rdata } from './rdata.ts';
import { readName } from './read-name.ts';
import { readTxt } from './read-rdata.ts';

export interface Message {
  readonly isTruncated: boolean;
  /** With the upper bits that travel in the OPT record (RFC 6891 §6.1.3). */
  readonly responseCode: number;
  readonly answers: readonly MessageRecord[];
  readonly authorities: readonly MessageRecord[];
  /** Without the OPT record. */
  readonly additionals: readonly MessageRecord[];
}

export interface MessageRecord {
  readonly owner: Name;
  readonly type: number;
  readonly class: number;
  readonly ttlSeconds: number;
  /** Names in it are uncompressed and in lower case. */
  readonly rdata: Rdata;
}

export interface MessageProblem {
  readonly kind: 'cut-off' | 'bad-question' | 'bad-record' | 'repeated-opt' | 'trailing-octets';
  /** The octet at which reading stopped. */
  readonly at: number;
}

export function readMessage(octets: Uint8Array): Result<Message, MessageProblem> {
  if (octets.length < headerOctets) return fail({ kind: 'cut-off', at: octets.length });
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  const flags = view.getUint16(2);
  let at = headerOctets;
  for (let left = view.getUint16(4); left > 0; left--) {
    const name = readName(octets, at);
    if (name === undefined || name.end + questionTailOctets > octets.length)
      return fail({ kind: 'bad-question', at });
    at = name.end + questionTailOctets;
  }
  const sections: MessageRecord[][] = [];
  for (const countAt of [6, 8, 10]) {
    const records: MessageRecord[] = [];
    for (let left = view.getUint16(countAt); left > 0; left--) {
      const read = readRecord(view, octets, at);
      if (read === undefined) return fail({ kind: 'bad-record', at });
      records.push(read.record);
      at = read.end;
    }
    sections.push(records);
  }
  if (at !== octets.length) return fail({ kind: 'trailing-octets', at });
  const [answers = [], authorities = [], additionals = []] = sections;
  const [opt, ...more] = additionals.filter(({ type }) => type === RecordType.OPT);
  // RFC 6891 §6.1.1
  if (more.length > 0) return fail({ kind: 'repeated-opt', at });
  return succeed({
    isTruncated: (flags & 0x0200) !== 0,
    responseCode: (flags & 0x0f) | (extendedCodeOf(opt) << 4),
    answers,
    authorities,
    additionals: additionals.filter((record) => record !== opt),
  });
}

/** OPT carries the upper bits of the response code in the highest octet of its TTL. */
interface RawRecord extends MessageRecord {
  readonly extendedCode?: number;
}

function extendedCodeOf(opt: RawRecord | undefined): number {
  return opt?.extendedCode ?? 0;
}

interface RecordInMessage {
  readonly record: RawRecord;
  readonly end: number;
}

function readRecord(view: DataView, octets: Uint8Array, start: number): RecordInMessage | undefined {
  const owner = readName(octets, start);
  if (owner === undefined || owner.end + fixedRecordOctets > octets.length) return undefined;
  const fixedAt = owner.end;
  const type = view.getUint16(fixedAt);
  const dataAt = fixedAt + fixedRecordOctets;
  const end = dataAt + view.getUint16(fixedAt + 8);
  if (end > octets.length) return undefined;
  const rdata = readDataInMessage(octets, type, dataAt, end);
  if (rdata === undefined) return undefined;
  const fixed = { owner: owner.name, type, class: view.getUint16(fixedAt + 2), rdata };
  const ttl = view.getUint32(fixedAt + 4);
  if (type === RecordType.OPT) return { record: { ...fixed, ttlSeconds: 0, extendedCode: ttl >>> 24 }, end };
  // RFC 2181 §8: a TTL with its highest bit set counts as 0.
  return { record: { ...fixed, ttlSeconds: ttl >= 0x8000_0000 ? 0 : ttl }, end };
}

/** Data whose names may arrive compressed (RFC 3597 §4): octets before the names, how many names, octets behind them. */
const formsWithNames: ReadonlyMap<number, readonly [before: number, names: number, behind: number]> = new Map(
  [
    [RecordType.NS, [0, 1, 0]],
    [RecordType.CNAME, [0, 1, 0]],
    [RecordType.SOA, [0, 2, 20]],
    [RecordType.PTR, [0, 1, 0]],
    [RecordType.MX, [2, 1, 0]],
    [RecordType.SRV, [6, 1, 0]],
  ],
);
const octetsOfAddress: ReadonlyMap<number, number> = new Map([
  [RecordType.A, 4],
  [RecordType.AAAA, 16],
]);

/** The data in `octets[start..end)`, names uncompressed and in lower case; nothing where it is no data of its type. */
export function readDataInMessage(
  octets: Uint8Array,
  type: number,
  start: number,
  end: number,
): Rdata | undefined {
  const plain = readByteString(octets, start, end) as ByteString as Rdata;
  const expected = octetsOfAddress.get(type);
  if (expected !== undefined) return plain.length === expected ? plain : undefined;
  if (type === RecordType.TXT) return readTxt(plain) === undefined ? undefined : plain;
  const form = formsWithNames.get(type);
  if (form === undefined) return plain;
  const [before, names, behind] = form;
  if (start + before > end) return undefined;
  const parts: ByteString[] = [readByteString(octets, start, start + before)];
  let at = start + before;
  for (let left = names; left > 0; left--) {
    const read = readName(octets, at);
    if (read === undefined) return undefined;
    parts.push(read.name);
    at = read.end;
  }
  if (at + behind !== end) return undefined;
  return joinBytes(...parts, readByteString(octets, at, end)) as Rdata;
}
