// An UPDATE message from anybody -> its sections (RFC 2136 §2), or nothing where it is malformed. Every count, length and
// pointer must be right. Refuses to know zones and what the records ask for.

import { readByteString } from '../base/byte-string.ts';
import { fixedRecordOctets, headerOctets, questionTailOctets } from '../wire/message-format.ts';
import { type Name, rootName } from '../wire/name.ts';
import { splitFields } from '../wire/presentation/fields.ts';
import { parseRdata } from '../wire/presentation/parse-rdata.ts';
import { printKnown } from '../wire/presentation/print-rdata.ts';
import { rdataFormats } from '../wire/presentation/rdata-formats.ts';
import { RecordType } from '../wire/protocol.ts';
import type { Rdata } from '../wire/rdata.ts';
import { readDataInMessage } from '../wire/read-message.ts';
import { readName } from '../wire/read-name.ts';

export interface UpdateMessage {
  readonly zone: ZoneSection;
  /** Absent: malformed behind the zone section. */
  readonly sections: UpdateSections | undefined;
}

export interface ZoneSection {
  readonly name: Name;
  readonly type: number;
  readonly recordClass: number;
}

export interface UpdateSections {
  readonly prerequisites: readonly UpdateEntry[];
  readonly updates: readonly UpdateEntry[];
  /** There is an OPT record, so the reply has one, too (RFC 6891 §6.1.1). */
  readonly hasEdns: boolean;
}

/** A record, or what looks like one and asks for something. */
export interface UpdateEntry {
  readonly owner: Name;
  readonly type: number;
  readonly recordClass: number;
  /** As it was sent: 32 bits. */
  readonly ttlSeconds: number;
  /** In canonical form; nothing where there is none. */
  readonly rdata: Rdata | undefined;
}

/** Nothing when not even its zone can be read, or there is not exactly one. */
export function readUpdate(message: Uint8Array): UpdateMessage | undefined {
  if (message.length < headerOctets) return undefined;
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  const name = readName(message, headerOctets);
  if (view.getUint16(4) !== 1 || name === undefined) return undefined;
  const zoneEnd = name.end + questionTailOctets;
  if (zoneEnd > message.length) return undefined;
  const zone = {
    name: name.name,
    type: view.getUint16(name.end),
    recordClass: view.getUint16(name.end + 2),
  };
  return { zone, sections: readSections(view, message, zoneEnd) };
}

function readSections(view: DataView, message: Uint8Array, start: number): UpdateSections | undefined {
  let at = start;
  const sections: UpdateEntry[][] = [];
  for (const countAt of [6, 8, 10]) {
    const entries: UpdateEntry[] = [];
    // What the additional section says is not looked at, but it has to be there.
    const isRead = countAt !== 10;
    for (let left = view.getUint16(countAt); left > 0; left--) {
      const read = readEntry(view, message, at, isRead);
      if (read === undefined) return undefined;
      entries.push(read.entry);
      at = read.end;
    }
    sections.push(entries);
  }
  const [prerequisites = [], updates = [], additionals = []] = sections;
  const optCount = additionals.filter(({ type }) => type === RecordType.OPT).length;
  if (at !== message.length || optCount > 1) return undefined;
  return { prerequisites, updates, hasEdns: optCount === 1 };
}

function readEntry(
  view: DataView,
  message: Uint8Array,
  start: number,
  isRead: boolean,
): { readonly entry: UpdateEntry; readonly end: number } | undefined {
  const owner = readName(message, start);
  if (owner === undefined || owner.end + fixedRecordOctets > message.length) return undefined;
  const type = view.getUint16(owner.end);
  const recordClass = view.getUint16(owner.end + 2);
  const dataAt = owner.end + fixedRecordOctets;
  const end = dataAt + view.getUint16(owner.end + 8);
  if (end > message.length) return undefined;
  const hasData = isRead && end > dataAt;
  const rdata = hasData ? readCanonical(message, type, dataAt, end) : undefined;
  if (hasData && rdata === undefined) return undefined;
  const ttlSeconds = view.getUint32(owner.end + 4);
  return { entry: { owner: owner.name, type, recordClass, ttlSeconds, rdata }, end };
}

/** Data that does not fit its type would be served to everybody: it is an error. */
function readCanonical(message: Uint8Array, type: number, start: number, end: number): Rdata | undefined {
  const format = rdataFormats.get(type);
  if (format === undefined) return readByteString(message, start, end) as string as Rdata;
  const rdata = readDataInMessage(message, type, start, end);
  const text = rdata === undefined ? undefined : printKnown(format, rdata);
  return text === undefined ? undefined : parsePrinted(type, text);
}

/** The reverse of `printRdata`. */
export function parsePrinted(type: number, text: string): Rdata | undefined {
  const parsed = parseRdata(type, splitFields(text), rootName);
  return parsed.ok ? parsed.value.rdata : undefined;
}

/** Whether records of that type can be without any data. */
export function mayBeEmpty(type: number): boolean {
  return !rdataFormats.has(type);
}
