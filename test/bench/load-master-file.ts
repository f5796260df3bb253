// Prints how long it takes to read master files of 100,000 records and to make zones of them, and what stays in memory. The
// first round includes what the first start of a daemon includes: compilation. Judges nothing.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Name } from '../../src/wire/name.ts';
import { readMasterFile } from '../../src/zone/master-file/read-master-file.ts';
import type { Zone } from '../../src/zone/zone.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { zoneOf } from '../support/dns/master-text.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { medianOf } from './statistics.ts';

const recordCount = 100_000;
const rounds = 5;
const apex = nameOf('example.test');

/** Each kind makes the records of one name or so. */
const kinds: Readonly<Record<string, (index: number) => readonly string[]>> = {
  addresses: (index) => [`h${index} A 192.0.2.${index % 256}`],
  'absolute, tabs': (index) => [`h${index}.example.test.\t300\tIN\tA\t192.0.2.${index % 256}`],
  mixed: (index) => [
    `h${index} A 192.0.2.${index % 256}`,
    `h${index} 300 IN AAAA 2001:db8::${index.toString(16)}`,
    `c${index}\tIN\tCNAME\th${index}`,
    `t${index} IN TXT "v=spf1 include:_spf.example.test -all" "number ${index}"`,
    `m${index} IN MX 10 h${index}.example.test.`,
    `_s._tcp.n${index} IN SRV 10 20 443 h${index}`,
  ],
};

function writeZoneFile(linesOf: (index: number) => readonly string[]): string {
  const lines = ['$TTL 1h', '@ SOA ns1 hostmaster 1 600 60 604800 30', ' NS ns1', 'ns1 A 192.0.2.1'];
  for (let index = 0; lines.length < recordCount + 1; index++) lines.push(...linesOf(index));
  const path = join(makeTemporaryDirectory(), 'zone');
  writeFileSync(path, `${lines.slice(0, recordCount + 1).join('\n')}\n`);
  return path;
}

/** Of this process, all threads: others may use the machine meanwhile. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

interface Loaded {
  readonly zone: Zone;
  readonly readMs: number;
  readonly zoneMs: number;
  readonly wallMs: number;
}

function load(path: string, aliasZones: readonly Name[]): Loaded {
  const [startedMs, startedCpuMs] = [performance.now(), cpuMs()];
  const read = readMasterFile(path, { origin: apex, defaultTtlSeconds: 60, aliasZones });
  const readMs = cpuMs() - startedCpuMs;
  if (!read.ok) throw new Error(read.problem[0]?.message);
  const zone = zoneOf(read.value);
  return { zone, readMs, zoneMs: cpuMs() - startedCpuMs, wallMs: performance.now() - startedMs };
}

function measure(kind: string, path: string, aliasZones: readonly Name[]): void {
  const kept: Zone[] = [];
  const before = heapMegabytes();
  const first = load(path, aliasZones);
  kept.push(first.zone);
  const megabytes = heapMegabytes() - before;
  const later = Array.from({ length: rounds }, () => ({ ...load(path, aliasZones), zone: undefined }));
  const median = (pick: (loaded: Omit<Loaded, 'zone'>) => number) => Math.round(medianOf(later.map(pick)));
  const figures = {
    recordCount,
    kind,
    aliases: aliasZones.length,
    firstReadCpuMs: Math.round(first.readMs),
    firstZoneCpuMs: Math.round(first.zoneMs),
    readCpuMs: median(({ readMs }) => readMs),
    zoneCpuMs: median(({ zoneMs }) => zoneMs),
    zoneWallMs: median(({ wallMs }) => wallMs),
    zoneMegabytes: Math.round(megabytes * 10) / 10,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

function heapMegabytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

for (const [kind, linesOf] of Object.entries(kinds)) {
  const path = writeZoneFile(linesOf);
  measure(kind, path, []);
  measure(kind, path, [nameOf('example.org')]);
}
