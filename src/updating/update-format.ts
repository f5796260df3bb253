// How the records that updates made are written in their file, as a person can read them: JSON, with data as in a master file.
//
//   { "format": 1, "zones": [{ "zone": "example.com.", "changedSeconds": 1790000000, "records": [
//     { "name": "_acme-challenge", "type": "TXT", "ttl": 60, "data": "\"…\"", "key": "acme.", "at": 1790000000 } ] }] }

import { isCount } from '../base/kept-file.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import { isRecord } from '../base/value-reader.ts';
import { isUpdatableType } from '../config/zones/updatable-types.ts';
import {
  type Name,
  parseMasterName,
  parseOwner,
  printName,
  printOwner,
  type RelativeName,
  rootName,
} from '../wire/name.ts';
import { printRdata } from '../wire/presentation/print-rdata.ts';
import { parseRecordType, printRecordType, RecordType } from '../wire/protocol.ts';
import type { Rdata } from '../wire/rdata.ts';
import { ttlSecondsMax } from '../zone/zone-timing.ts';
import { parsePrinted } from './read-update.ts';
import {
  type Maker,
  type Origin,
  sizesOf,
  type UpdatedNode,
  type UpdatedRRset,
  type UpdatedZone,
  type UpdatedZones,
} from './updated-zone.ts';

/** Version of the format; no other is read. */
const format = 1;
/** Escapes take four characters for an octet, and at most 16 MB of these are kept. */
export const fileOctetsMax: number = 128 * 1024 * 1024;
/** The year 9999. */
const secondsMax = 253_402_300_799;

/** Each is written once: most zones stay as they are from one time to the next. */
const printed = new WeakMap<UpdatedZone, string>();

export function printUpdates(zones: UpdatedZones): string {
  const texts: string[] = [];
  for (const [apex, zone] of zones) {
    if (zone.nodes.size === 0) continue;
    const text = printed.get(zone) ?? printZone(apex, zone);
    printed.set(zone, text);
    texts.push(text);
  }
  return `{"format":${format},"zones":[\n${texts.join(',\n')}\n]}\n`;
}

function printZone(apex: Name, { nodes, changedSeconds }: UpdatedZone): string {
  const records: string[] = [];
  for (const [owner, node] of nodes) {
    const name = printOwner(owner);
    for (const [type, { ttlSeconds: ttl, origins }] of node) {
      for (const [rdata, { by, atSeconds: at, untilSeconds: until }] of origins) {
        const data = printRdata(type, rdata);
        const key = by === undefined ? undefined : printName(by);
        records.push(JSON.stringify({ name, type: printRecordType(type), ttl, data, key, at, until }));
      }
    }
  }
  const head = `{"zone":${JSON.stringify(printName(apex))},"changedSeconds":${changedSeconds},"records":[`;
  return `${head}\n${records.join(',\n')}]}`;
}

/** The problem completes "the file is damaged: …". */
export function checkUpdates(value: unknown): Result<UpdatedZones, string> {
  if (!isRecord(value) || !Array.isArray(value['zones'])) return fail('it has no list of zones');
  if (value['format'] !== format)
    return fail(`its format is ${JSON.stringify(value['format'])}, not ${format}`);
  const zones = new Map<Name, UpdatedZone>();
  for (const [index, item] of value['zones'].entries()) {
    const zone = checkZone(item);
    if (!zone.ok) return fail(`zones[${index}]${zone.problem}`);
    const [apex, content] = zone.value;
    if (zones.has(apex)) return fail(`zones[${index}].zone: ${printName(apex)} is there twice`);
    zones.set(apex, content);
  }
  return succeed(zones);
}

type Nodes = Map<RelativeName, Map<number, CheckedRRset>>;
interface CheckedRRset extends UpdatedRRset {
  readonly origins: Map<Rdata, Origin>;
}

function checkZone(value: unknown): Result<readonly [Name, UpdatedZone], string> {
  if (!isRecord(value)) return fail(': it is no object');
  const { zone, changedSeconds, records } = value;
  const apex = typeof zone === 'string' ? nameIn(zone) : undefined;
  if (apex === undefined) return fail('.zone: it is no name');
  if (!isCount(changedSeconds, secondsMax)) return fail('.changedSeconds: it is no time');
  if (!Array.isArray(records)) return fail('.records: it is no list');
  const nodes: Nodes = new Map();
  for (const [index, item] of records.entries()) {
    const problem = addRecord(item, nodes);
    if (problem !== undefined) return fail(`.records[${index}]${problem}`);
  }
  const checked: ReadonlyMap<RelativeName, UpdatedNode> = nodes;
  return succeed([apex, { nodes: checked, sizes: sizesOf(checked), changedSeconds }]);
}

/** Returns what is wrong with it. */
function addRecord(value: unknown, nodes: Nodes): string | undefined {
  if (!isRecord(value)) return ': it is no object';
  const { name, type: typeText, ttl: ttlSeconds, data, key, at: atSeconds, until: untilSeconds } = value;
  const owner = typeof name === 'string' ? parseOwner(name) : undefined;
  if (owner?.ok !== true) return '.name: it is no name';
  const type = typeof typeText === 'string' ? parseRecordType(typeText) : undefined;
  if (type === undefined || !isUpdatableType(type)) return '.type: it is no type that updates may make';
  if (!isCount(ttlSeconds, ttlSecondsMax)) return '.ttl: it is no TTL';
  const rdata = typeof data === 'string' ? parsePrinted(type, data) : undefined;
  if (rdata === undefined) return `.data: it is no data of type ${printRecordType(type)}`;
  const by: Maker = typeof key === 'string' ? nameIn(key) : undefined;
  if (by === undefined && key !== undefined) return '.key: it is no name';
  if (!isCount(atSeconds, secondsMax)) return '.at: it is no time';
  if (untilSeconds !== undefined && !isCount(untilSeconds, secondsMax)) return '.until: it is no time';
  const node = nodes.get(owner.value) ?? new Map<number, CheckedRRset>();
  nodes.set(owner.value, node);
  const rrset = node.get(type) ?? { ttlSeconds, origins: new Map<Rdata, Origin>() };
  node.set(type, rrset);
  rrset.origins.set(rdata, { by, atSeconds, ...(untilSeconds !== undefined && { untilSeconds }) });
  const isAliasCrowded = node.has(RecordType.CNAME) && (node.size > 1 || rrset.origins.size > 1);
  return isAliasCrowded ? ': a CNAME stands alone' : undefined;
}

function nameIn(text: string): Name | undefined {
  const parsed = parseMasterName(text, rootName);
  return parsed.ok ? parsed.value.name : undefined;
}
