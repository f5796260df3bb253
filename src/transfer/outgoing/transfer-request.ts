// Reads what somebody asks for who wants a whole zone (RFC 5936 §2.1) or what changed in it (RFC 1995 §3): anybody may have
// written it, so every step is bounded. Refuses to know zones and who may have them.

import {
  fixedRecordOctets,
  headerOctets,
  questionTailOctets,
  readUint16,
  SectionCount,
} from '../../wire/message-format.ts';
import type { Name } from '../../wire/name.ts';
import { RecordClass, RecordType } from '../../wire/protocol.ts';
import { readName } from '../../wire/read-name.ts';
import { dnssecOkFlag } from '../../wire/write-opt.ts';

export interface TransferRequest {
  readonly id: number;
  readonly wantsRecursion: boolean;
  readonly hasEdns: boolean;
  readonly wantsDnssec: boolean;
  /** As it was written, for the reply; empty when there is none that could be echoed. */
  readonly question: Uint8Array;
  /** What is asked for; absent: it cannot be told. */
  readonly asked: AskedTransfer | undefined;
}

export interface AskedTransfer {
  readonly kind: 'AXFR' | 'IXFR';
  readonly apex: Name;
  readonly recordClass: number;
  /** The serial that the client has. */
  readonly held: number | undefined;
}

/** The numbers at the end of an SOA, the serial first. */
const soaNumbersOctets = 20;

/** `message` has a header. */
export function readTransferRequest(message: Uint8Array): TransferRequest {
  const base = {
    id: readUint16(message, 0),
    wantsRecursion: ((message[2] ?? 0) & 1) !== 0,
    hasEdns: false,
    wantsDnssec: false,
  };
  const unreadable = { ...base, question: new Uint8Array(), asked: undefined };
  const name = readUint16(message, 4) === 1 ? readName(message, headerOctets) : undefined;
  if (name === undefined || name.end + questionTailOctets > message.length) return unreadable;
  const questionEnd = name.end + questionTailOctets;
  const type = readUint16(message, name.end);
  const recordClass = readUint16(message, name.end + 2);
  // A pointer leads nowhere useful from the first name of a message, and could not be echoed.
  const question = message.slice(headerOctets, questionEnd);
  const records = readRecords(message, questionEnd, name.name);
  if (records === undefined) return { ...unreadable, question };
  const { held, opt } = records;
  const edns = { hasEdns: opt !== undefined, wantsDnssec: ((opt ?? 0) & dnssecOkFlag) !== 0 };
  // RFC 1995 §3: the version that the client has stands in the authority section.
  const isWhole = type === RecordType.AXFR;
  if (!isWhole && (type !== RecordType.IXFR || held === undefined))
    return { ...base, ...edns, question, asked: undefined };
  const kind = isWhole ? 'AXFR' : 'IXFR';
  const asked = { kind, apex: name.name, recordClass, held: isWhole ? undefined : held } as const;
  return { ...base, ...edns, question, asked };
}

interface ReadRecords {
  readonly held: number | undefined;
  /** Flags of the OPT record. */
  readonly opt: number | undefined;
}

/** Nothing when a record cannot be read. */
function readRecords(message: Uint8Array, start: number, apex: Name): ReadRecords | undefined {
  let at = start;
  let held: number | undefined;
  let opt: number | undefined;
  for (const countAt of Object.values(SectionCount)) {
    for (let left = readUint16(message, countAt); left > 0; left--) {
      const owner = readName(message, at);
      if (owner === undefined || owner.end + fixedRecordOctets > message.length) return undefined;
      const type = readUint16(message, owner.end);
      const recordClass = readUint16(message, owner.end + 2);
      const dataAt = owner.end + fixedRecordOctets;
      const end = dataAt + readUint16(message, owner.end + 8);
      if (end > message.length) return undefined;
      if (countAt === SectionCount.additional && type === RecordType.OPT)
        opt = readUint16(message, owner.end + 6);
      const isSoa = type === RecordType.SOA && owner.name === apex && recordClass === RecordClass.IN;
      if (countAt === SectionCount.authority && isSoa && end - dataAt > soaNumbersOctets)
        held = readUint32(message, end - soaNumbersOctets);
      at = end;
    }
  }
  return { held, opt };
}

function readUint32(octets: Uint8Array, at: number): number {
  return readUint16(octets, at) * 0x1_0000 + readUint16(octets, at + 2);
}
