// Replies for tests, built octet by octet so that they can be wrong on purpose; none of our code builds them.

import { SocketAddress } from 'node:net';
import { encodeName } from './dns-client.ts';

export interface TestRecord {
  readonly owner: string;
  readonly type: number;
  readonly class?: number;
  readonly ttl?: number;
  readonly data: Buffer;
}

export interface ReplySettings {
  readonly code?: number;
  readonly isTruncated?: boolean;
  readonly answers?: readonly TestRecord[];
  readonly authorities?: readonly TestRecord[];
  readonly additionals?: readonly TestRecord[];
}

const defaultTtl = 60;

export const a = (owner: string, address: string, ttl?: number): TestRecord =>
  record(owner, 1, Buffer.from(address.split('.').map(Number)), ttl);

export const aaaa = (owner: string, address: string, ttl?: number): TestRecord => {
  // The long form has a group for each pair of octets; `::` stands for the missing ones.
  const [head = '', tail = ''] = new SocketAddress({ address, family: 'ipv6' }).address.split('::');
  const groups = (text: string) => text.split(':').filter((group) => group !== '');
  const zeros = new Array<string>(8 - groups(head).length - groups(tail).length).fill('0');
  const hex = [...groups(head), ...zeros, ...groups(tail)].map((group) => group.padStart(4, '0')).join('');
  return record(owner, 28, Buffer.from(hex, 'hex'), ttl);
};

export const srv = (
  owner: string,
  [priority, weight, port]: readonly [number, number, number],
  target: string,
  ttl?: number,
): TestRecord => record(owner, 33, Buffer.concat([uint16s(priority, weight, port), encodeName(target)]), ttl);

export const txt = (owner: string, strings: readonly string[], ttl?: number): TestRecord =>
  record(
    owner,
    16,
    Buffer.concat(
      strings.map((string) => Buffer.concat([Buffer.from([Buffer.byteLength(string)]), Buffer.from(string)])),
    ),
    ttl,
  );

export const cname = (owner: string, target: string, ttl?: number): TestRecord =>
  record(owner, 5, encodeName(target), ttl);

export const ns = (owner: string, target: string, ttl?: number): TestRecord =>
  record(owner, 2, encodeName(target), ttl);

export const soa = (owner: string, minimum: number, ttl?: number): TestRecord => {
  const numbers = Buffer.alloc(20);
  numbers.writeUInt32BE(1, 0);
  numbers.writeUInt32BE(minimum, 16);
  return record(owner, 6, Buffer.concat([encodeName('ns1.test'), encodeName('host.test'), numbers]), ttl);
};

function record(owner: string, type: number, data: Buffer, ttl: number | undefined): TestRecord {
  return { owner, type, data, ttl: ttl ?? defaultTtl };
}

/** The dotted text of the uncompressed name at the beginning. */
export function decodeName(octets: Buffer): string {
  const labels: string[] = [];
  for (let at = 0; (octets[at] ?? 0) > 0; at += 1 + (octets[at] ?? 0)) {
    labels.push(octets.toString('latin1', at + 1, at + 1 + (octets[at] ?? 0)));
  }
  return labels.join('.');
}

/** The position after the question of a query. */
export function questionEnd(query: Buffer): number {
  let at = 12;
  while ((query[at] ?? 0) !== 0) at += 1 + (query[at] ?? 0);
  return at + 5;
}

/** A reply with the id and the question of the query. */
export function makeReply(query: Buffer, settings: ReplySettings = {}): Buffer {
  const { code = 0, isTruncated = false, answers = [], authorities = [], additionals = [] } = settings;
  const head = Buffer.from(query.subarray(0, questionEnd(query)));
  head.writeUInt16BE(0x8400 | (isTruncated ? 0x0200 : 0) | (code & 0x0f), 2);
  for (const [index, records] of [answers, authorities, additionals].entries()) {
    head.writeUInt16BE(records.length, 6 + 2 * index);
  }
  return Buffer.concat([head, ...[...answers, ...authorities, ...additionals].map(encodeRecord)]);
}

export function encodeRecord({
  owner,
  type,
  class: recordClass = 1,
  ttl = defaultTtl,
  data,
}: TestRecord): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(recordClass, 2);
  fixed.writeUInt32BE(ttl, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([encodeName(owner), fixed, data]);
}

function uint16s(...numbers: readonly number[]): Buffer {
  const octets = Buffer.alloc(2 * numbers.length);
  for (const [index, number] of numbers.entries()) octets.writeUInt16BE(number, 2 * index);
  return octets;
}
