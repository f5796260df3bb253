// "records" in an entry of --zone-resolutions: records of any type in presentation format, by type. Refuses to know what else
// is at the name: src/config/records compares.

import { isJsonArray, isJsonObject, type Json } from '../../base/parse-json.ts';
import { quote } from '../../base/quote.ts';
import { apexOwner, type Name, nameOctetsMax, printName, type RelativeName } from '../../wire/name.ts';
import { splitFields } from '../../wire/presentation/fields.ts';
import { parseRdata } from '../../wire/presentation/parse-rdata.ts';
import { parseRecordType, RecordType } from '../../wire/protocol.ts';
import type { StaticRdata } from '../../zone/static-records.ts';
import type { Findings } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';
import { didYouMean } from '../findings/suggest.ts';
import { kindOfJson } from '../sources/read-json.ts';
import type { WrittenRRset } from './written-names.ts';
import type { ZoneSet } from './zone-set.ts';

/** As zones are usually published: an hour. Health does not change these records. */
export const recordTtlSeconds = 3600;

/** Of one type: far more than fit into a message. */
const recordsMax = 5000;
/** RFC 1035 §3.3: what a message can hold, written with every octet escaped. */
const textCharactersMax = 4 * 65_535;

const form = '{"MX": ["10 mail"], "CAA": ["0 issue \\"ca.example\\""]}';

export interface RecordsAt {
  readonly owner: RelativeName;
  readonly zones: ZoneSet;
  readonly ttlSeconds: number;
}

export function readRecords(path: string, json: Json, at: RecordsAt, findings: Findings): WrittenRRset[] {
  if (!isJsonObject(json)) {
    findings.error(path, `is ${kindOfJson(json)}; write an object such as ${form}`);
    return [];
  }
  const seen = new Map<number, string>();
  return Object.entries(json).flatMap(([key, value]) => {
    const keyPath = printPath(path, key);
    const type = readType(keyPath, key, at.owner, findings);
    if (type === undefined) return [];
    const twin = seen.get(type);
    if (twin !== undefined) {
      findings.error(keyPath, `is the same type as ${quote(twin)}; merge the two`);
      return [];
    }
    seen.set(type, key);
    const rdatas = readRdatas(keyPath, type, value, at.zones, findings);
    return rdatas.length === 0
      ? []
      : [{ owner: at.owner, type, ttlSeconds: at.ttlSeconds, rdatas, path: keyPath }];
  });
}

function readType(path: string, key: string, owner: RelativeName, findings: Findings): number | undefined {
  const type = parseRecordType(key);
  if (type === undefined) {
    const hint = didYouMean(key, Object.keys(RecordType));
    findings.error(path, `is not a record type; write one such as "MX", or "TYPE123" for any other${hint}`);
    return undefined;
  }
  const reason = whyNeverGiven(type, owner === apexOwner);
  if (reason === undefined) return type;
  findings.error(path, `cannot be given${reason}`);
  return undefined;
}

/** Why nobody gives us records of that type, at the zone itself or below; the end of a message. */
export function whyNeverGiven(type: number, isAtApex: boolean): string | undefined {
  return neverGiven(type) ?? (isAtApex ? notAtApex.get(type) : undefined);
}

/** Made by ourselves, whatever the name, or no records at all (RFC 6895 §3.1). */
function neverGiven(type: number): string | undefined {
  if (type === RecordType.SOA) return '; it is made from the zone, its "ns" and its timing';
  if (madeBySigning.has(type)) return '; it is made by signing the zone, see --priv-key-path';
  if (type === RecordType.OPT || (type >= metaTypeMin && type <= metaTypeMax))
    return '; it is asked for or sent along, but never a record';
  return undefined;
}

const madeBySigning: ReadonlySet<number> = new Set([
  RecordType.RRSIG,
  RecordType.NSEC,
  RecordType.NSEC3,
  RecordType.NSEC3PARAM,
]);

/** RFC 6895 §3.1 */
const metaTypeMin = 128;
const metaTypeMax = 255;

const madeForKeys = ' at the zone itself; it is made from the keys of --priv-key-path';

const notAtApex: ReadonlyMap<number, string> = new Map([
  [RecordType.NS, ' at the zone itself; list name servers in "ns"'],
  [RecordType.DS, ' at the zone itself; it belongs into the zone above'],
  [RecordType.CNAME, ' at the zone itself, which has SOA and NS records; list its addresses in "ips"'],
  [RecordType.DNSKEY, madeForKeys],
  [RecordType.CDS, madeForKeys],
  [RecordType.CDNSKEY, madeForKeys],
]);

function readRdatas(
  path: string,
  type: number,
  json: Json,
  zones: ZoneSet,
  findings: Findings,
): StaticRdata[] {
  if (typeof json === 'string') return readRdata(path, type, json, zones, findings);
  if (!isJsonArray(json)) {
    findings.error(path, `is ${kindOfJson(json)}; write one record as a string, or an array of them`);
    return [];
  }
  if (json.length === 0) findings.error(path, 'is empty; list at least one record, or leave the type out');
  if (json.length > recordsMax) {
    findings.error(path, `has ${json.length} records; at most ${recordsMax} of a type are allowed`);
    return [];
  }
  return json.flatMap((item, index) => {
    const at = printPath(path, index);
    if (typeof item === 'string') return readRdata(at, type, item, zones, findings);
    findings.error(at, `is ${kindOfJson(item)}; write the record's data in quotes`);
    return [];
  });
}

function readRdata(
  path: string,
  type: number,
  text: string,
  zones: ZoneSet,
  findings: Findings,
): StaticRdata[] {
  if (text.length > textCharactersMax) {
    findings.error(path, `has ${text.length} characters; at most ${textCharactersMax} are read`);
    return [];
  }
  const fields = splitFields(text);
  const parsed = parseRdata(type, fields, zones.hosted);
  if (!parsed.ok) {
    findings.error(path, `${quote(text)} ${parsed.problem.message}`);
    return [];
  }
  if (type === RecordType.TXT && fields.length > 1 && fields.every(({ isQuoted }) => !isQuoted))
    findings.warn(
      path,
      `makes ${fields.length} strings, which are read without the spaces between them; put quotes around the whole text, or write it in "txt"`,
    );
  const { rdata, isRelative } = parsed.value;
  if (!isRelative) return [rdata];
  const { longest } = zones;
  if (longest !== undefined && !parseRdata(type, fields, longest).ok) {
    const zone = printName(longest);
    findings.error(path, `makes a name longer than ${nameOctetsMax} octets in the zone "${zone}"`);
    return [];
  }
  const complete = (apex: Name) => {
    const inZone = parseRdata(type, fields, apex);
    return inZone.ok ? inZone.value.rdata : rdata;
  };
  return [complete];
}
