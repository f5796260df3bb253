// Record data and RRsets for tests, from plain values.

import type { Name } from '../../../src/wire/name.ts';
import { RecordType } from '../../../src/wire/protocol.ts';
import type { Rdata } from '../../../src/wire/rdata.ts';
import { srvRdata } from '../../../src/wire/rdata.ts';
import { makeRRset, type RRset } from '../../../src/wire/rrset.ts';

export const testTtlSeconds = 60;

export const cname = (target: Name): RRset => rrsetOf(RecordType.CNAME, target);
export const dname = (target: Name): RRset => rrsetOf(RecordType.DNAME, target);
export const ns = (...hosts: readonly Name[]): RRset => rrsetOf(RecordType.NS, ...hosts);
export const mx = (...hosts: readonly Name[]): RRset =>
  rrsetOf(RecordType.MX, ...hosts.map((host) => `\0\x0a${host}`));
/** ServiceMode, without parameters. */
export const https = (...hosts: readonly Name[]): RRset =>
  rrsetOf(RecordType.HTTPS, ...hosts.map((host) => `\0\x01${host}`));
export const ds = (digest: string): RRset =>
  rrsetOf(RecordType.DS, `\x30\x39\x0d\x02${digest.padEnd(32, '.')}`);
export const txt = (text: string): RRset => rrsetOf(RecordType.TXT, String.fromCharCode(text.length) + text);

export function srv(...hosts: readonly Name[]): RRset {
  const rdatas = hosts.map((target, index) => srvRdata({ priority: 0, weight: 1, port: 80 + index, target }));
  return makeRRset(RecordType.SRV, testTtlSeconds, rdatas);
}

function rrsetOf(type: number, ...rdatas: readonly string[]): RRset {
  return makeRRset(type, testTtlSeconds, rdatas as readonly Rdata[]);
}
