// UPDATE messages for tests, from lines like those of nsupdate.

import { parseMasterName, rootName } from '../../../src/wire/name.ts';
import { splitFields } from '../../../src/wire/presentation/fields.ts';
import { parseRdata } from '../../../src/wire/presentation/parse-rdata.ts';
import { parseRecordType } from '../../../src/wire/protocol.ts';

export interface UpdateLines {
  readonly zone?: string;
  readonly zoneType?: number;
  readonly zoneClass?: number;
  /** `yxdomain NAME`, `nxdomain NAME`, `yxrrset NAME TYPE [DATA]`, `nxrrset NAME TYPE`, or a `record`. */
  readonly prereq?: readonly string[];
  /** `add NAME TTL TYPE DATA`, `del NAME [TYPE [DATA]]`, or a `record`. */
  readonly update?: readonly string[];
  readonly additional?: readonly string[];
  readonly id?: number;
}

const zoneDefault = 'example.test.';
const any = 255;
const none = 254;

export function makeUpdate({ prereq = [], update = [], additional = [], ...given }: UpdateLines): Uint8Array {
  const { zone = zoneDefault, zoneType = 6, zoneClass = 1, id = 4711 } = given;
  const sections = [prereq.map(prerequisite), update.map(change), additional.map(record)];
  const header = Buffer.alloc(12);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(5 << 11, 2);
  header.writeUInt16BE(1, 4);
  for (const [index, entries] of sections.entries()) header.writeUInt16BE(entries.length, 6 + 2 * index);
  return Buffer.concat([header, name(zone), uint16(zoneType), uint16(zoneClass), ...sections.flat()]);
}

function prerequisite(line: string): Buffer {
  const [verb = '', owner = '', type = '', ...data] = line.split(' ');
  switch (verb) {
    case 'yxdomain':
      return entry(owner, any, any, 0, '');
    case 'nxdomain':
      return entry(owner, any, none, 0, '');
    case 'nxrrset':
      return entry(owner, typeOf(type), none, 0, '');
    case 'yxrrset':
      return data.length === 0
        ? entry(owner, typeOf(type), any, 0, '')
        : entry(owner, typeOf(type), 1, 0, data.join(' '));
    default:
      return record(line);
  }
}

function change(line: string): Buffer {
  const [verb = '', owner = '', second = '', ...rest] = line.split(' ');
  if (verb === 'add') return entry(owner, typeOf(rest[0] ?? ''), 1, Number(second), rest.slice(1).join(' '));
  if (verb !== 'del') return record(line);
  if (second === '') return entry(owner, any, any, 0, '');
  if (rest.length === 0) return entry(owner, typeOf(second), any, 0, '');
  return entry(owner, typeOf(second), none, 0, rest.join(' '));
}

/** `record NAME TYPE CLASS TTL HEX`: anything at all, numbers as numbers. */
function record(line: string): Buffer {
  const [, owner = '', type = '', recordClass = '', ttl = '', hex = ''] = line.split(' ');
  return raw(owner, Number(type), Number(recordClass), Number(ttl), Buffer.from(hex, 'hex'));
}

function entry(owner: string, type: number, recordClass: number, ttl: number, text: string): Buffer {
  if (text === '') return raw(owner, type, recordClass, ttl, Buffer.alloc(0));
  const parsed = parseRdata(type, splitFields(text), rootName);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem.message}`);
  return raw(owner, type, recordClass, ttl, Buffer.from(parsed.value.rdata, 'latin1'));
}

function raw(owner: string, type: number, recordClass: number, ttl: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(4);
  fixed.writeUInt32BE(ttl);
  return Buffer.concat([name(owner), uint16(type), uint16(recordClass), fixed, uint16(data.length), data]);
}

/** Relative names are in example.test. */
function name(text: string): Buffer {
  const origin = parseMasterName(zoneDefault, rootName);
  const parsed = origin.ok ? parseMasterName(text, origin.value.name) : origin;
  if (!parsed.ok) throw new Error(text);
  return Buffer.from(parsed.value.name, 'latin1');
}

function typeOf(text: string): number {
  const type = text === 'ANY' ? any : parseRecordType(text);
  if (type === undefined) throw new Error(text);
  return type;
}

function uint16(value: number): Buffer {
  const octets = Buffer.alloc(2);
  octets.writeUInt16BE(value);
  return octets;
}
