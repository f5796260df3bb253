// A record with its owner and fields -> the records of its zone, or why not. Refuses to know entries, directives and where files
// are.

import { copyBytes } from '../../base/byte-string.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import {
  apexOwner,
  isAtOrBelow,
  type Name,
  nameOctetsMax,
  printName,
  type RelativeName,
  relativeTo,
  rootName,
} from '../../wire/name.ts';
import type { Field } from '../../wire/presentation/fields.ts';
import { type ParsedRdata, parseRdata, type RdataProblem } from '../../wire/presentation/parse-rdata.ts';
import { RecordType } from '../../wire/protocol.ts';
import { readSoaMinimumSeconds } from '../../wire/read-rdata.ts';
import { completeLater } from './complete-later.ts';
import { type RecordHeader, zoneDigestType } from './record-header.ts';
import type { Mark } from './source-text.ts';
import {
  type EntryProblem,
  explainTooLong,
  type OpenFile,
  type Owner,
  type ZoneReading,
} from './zone-reading.ts';

/** A zone is held in memory several times over while it changes: this many take 2 GB. */
export const recordsMax = 1_000_000;

/** Adds the record, unless it is left out. */
export function addRecord(
  reading: ZoneReading,
  file: OpenFile,
  mark: Mark,
  owner: Owner,
  { type, ttlSeconds: given }: RecordHeader,
  data: readonly Field[],
): EntryProblem | undefined {
  if (++reading.recordCount > recordsMax) {
    reading.isStopped = true;
    return { message: `is one record too many; a zone has at most ${recordsMax}` };
  }
  if (given !== undefined) reading.ttl.last = given;
  if (owner.relative === undefined) return leaveOutside(reading, file, mark, owner, type);
  if (isMadeHere(type, owner.relative)) {
    reading.leftOut.first ??= mark;
    reading.leftOut.count++;
    return undefined;
  }
  if (type === RecordType.DS && owner.relative === apexOwner)
    return { message: 'has a DS record of the zone itself; it belongs into the zone above' };
  const parsed = parseRdata(type, data, file.origin);
  if (!parsed.ok) return parsed.problem;
  const rdata = copyBytes(parsed.value.rdata);
  const later = prepareOtherZones(reading, file, type, data, parsed.value);
  if (later?.ok === false) return later.problem;
  const ttlSeconds = given ?? chooseTtl(reading, type, parsed.value);
  const record = { owner: owner.relative, type, ttlSeconds, rdata, later: later?.value };
  const message = reading.records.add(record, mark);
  return message === undefined ? undefined : { message };
}

/** RFC 2308 §4, RFC 1035 §5.1 */
function chooseTtl({ ttl, settings }: ZoneReading, type: number, { rdata }: ParsedRdata): number {
  if (ttl.default !== undefined) return ttl.default;
  if (ttl.last !== undefined) return ttl.last;
  if (type === RecordType.SOA) ttl.default = readSoaMinimumSeconds(rdata);
  return ttl.default ?? settings.defaultTtlSeconds;
}

/** An SOA of another zone says that this is another zone's file; other records are dropped, as everywhere. */
function leaveOutside(
  { settings }: ZoneReading,
  { outside }: OpenFile,
  mark: Mark,
  { name }: Owner,
  type: number,
): EntryProblem | undefined {
  const zone = printName(settings.origin);
  if (type === RecordType.SOA)
    return {
      message: `has the SOA record of ${printName(name)}, but the zone is ${zone}; is it another zone's file?`,
    };
  outside.first ??= mark;
  outside.name ??= name;
  outside.count++;
  return undefined;
}

const madeAnywhere: ReadonlySet<number> = new Set([
  RecordType.RRSIG,
  RecordType.NSEC,
  RecordType.NSEC3,
  RecordType.NSEC3PARAM,
]);

const madeAtApex: ReadonlySet<number> = new Set([
  RecordType.DNSKEY,
  RecordType.CDS,
  RecordType.CDNSKEY,
  zoneDigestType,
]);

/** What signing makes, whether this zone is signed or not: elsewhere's keys and signatures are of no use here. */
function isMadeHere(type: number, owner: RelativeName): boolean {
  return madeAnywhere.has(type) || (owner === apexOwner && madeAtApex.has(type));
}

/** Data with names that follow the zone; nothing where all zones have the same. */
function prepareOtherZones(
  { settings, longestAlias }: ZoneReading,
  { origin }: OpenFile,
  type: number,
  data: readonly Field[],
  { rdata, isRelative }: ParsedRdata,
): Result<(apex: Name) => ParsedRdata['rdata'], RdataProblem> | undefined {
  const apex = settings.origin;
  if (!isRelative || longestAlias === undefined || !isAtOrBelow(origin, apex)) return undefined;
  const below = relativeTo(apex, origin);
  const longest = below.length + longestAlias.length;
  const isFitting = longest <= nameOctetsMax && parseRdata(type, data, (below + longestAlias) as Name).ok;
  if (!isFitting) return fail({ message: `has ${explainTooLong(longestAlias)}` });
  const inRoot = parseRdata(type, data, (below + rootName) as Name);
  if (!inRoot.ok) return inRoot;
  return succeed(completeLater(rdata, inRoot.value.rdata, apex));
}
