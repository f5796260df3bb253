// Prints what a scrape costs with 1,000 and with 10,000 names that have a probed target each: its size and time, the CPU of the whole
// process, and what a scrape every second, fifteen times as often as is usual, does to UDP answers and to probes. The same daemon is
// asked with and without, in turns. Judges nothing.

import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { until } from '../support/until.ts';
import { backendAddress } from './backend-address.ts';
import { labelOf, nameServer, zoneName } from './bench-zone.ts';
import { forkTracked, nextFromDaemon, nextMessage } from './child-messages.ts';
import { workDirectory } from './clean-up.ts';
import { findPort } from './find-port.ts';
import { cpuMicrosecondsOf } from './measure-process.ts';
import type { OpenLoopPlan, OpenLoopResult } from './open-loop.ts';
import { printTable } from './print-table.ts';
import { medianOf, type Percentiles } from './statistics.ts';

const counts = [1000, 10_000] as const;
const intervalSeconds = 5;
const queriesPerSecond = 2000;
const rounds = 5;
const secondsPerTurn = 4;
/** By then the first round of all targets is over, and later ones are spread. */
const settleMs = 8000;
const knownWithinMs = 120_000;
/** What Prometheus sends. */
const headers = {
  accept: 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
  'accept-encoding': 'gzip',
};

interface Scraped {
  readonly tookMs: number;
  readonly octets: number;
  readonly gzipOctets: number;
  readonly series: number;
}

interface Turn {
  readonly udp: OpenLoopResult;
  readonly latenessMs: Percentiles;
  readonly cpuMs: number;
  readonly scrapes: readonly Scraped[];
}

async function main(): Promise<void> {
  const backends = forkTracked('./backends.js');
  const port = await nextMessage(backends, (message: unknown) => typeof message === 'number');
  const generator = forkTracked('./open-loop.js');
  const rows = [];
  for (const count of counts) rows.push(await measure(count, port, generator));
  process.stdout.write(
    `${rounds} rounds of ${secondsPerTurn} s, the least of them: what disturbs the machine only ever adds; without scrapes / with one each second\n\n`,
  );
  process.stdout.write(printTable([head, ...rows]));
  process.exit(0);
}

const head = [
  'names',
  'series',
  'MB',
  'gzip MB',
  'scrape ms',
  'CPU ms each',
  'udp p50 ms',
  'p99',
  'p99.9',
  'lost',
  'probe late p50 ms',
  'p99',
];

async function measure(count: number, backendPort: number, generator: ChildProcess): Promise<string[]> {
  const { daemon, port, url } = await start(count, backendPort);
  // With ten thousand of them it takes a while until the window knows all.
  await until(
    'all names are known',
    () =>
      scrape(url).then(
        ({ series }) => series > count,
        () => false,
      ),
    knownWithinMs,
  );
  await delay(settleMs);
  const turn = (isScraped: boolean) => takeTurn({ daemon, port, url, count, generator, isScraped });
  // Not counted: compilers are at work.
  await turn(true);
  const without: Turn[] = [];
  const scraped: Turn[] = [];
  for (let round = 0; round < rounds; round++) {
    without.push(await turn(false));
    scraped.push(await turn(true));
  }
  daemon.kill();
  return describe(count, without, scraped);
}

function describe(count: number, without: readonly Turn[], scraped: readonly Turn[]): string[] {
  const scrapes = scraped.flatMap((turn) => turn.scrapes);
  const perTurn = scrapes.length / scraped.length;
  const of = (turns: readonly Turn[], figure: (turn: Turn) => number) => Math.min(...turns.map(figure));
  const both = (figure: (turn: Turn) => number) =>
    `${of(without, figure).toFixed(2)} / ${of(scraped, figure).toFixed(2)}`;
  const megabytes = (figure: (one: Scraped) => number) => (medianOf(scrapes.map(figure)) / 1e6).toFixed(2);
  const cpuMs = (of(scraped, (turn) => turn.cpuMs) - of(without, (turn) => turn.cpuMs)) / perTurn;
  const lost = (turns: readonly Turn[]) => turns.reduce((sum, { udp }) => sum + udp.lost, 0);
  return [
    String(count),
    String(medianOf(scrapes.map(({ series }) => series))),
    megabytes(({ octets }) => octets),
    megabytes(({ gzipOctets }) => gzipOctets),
    Math.min(...scrapes.map(({ tookMs }) => tookMs)).toFixed(0),
    cpuMs.toFixed(0),
    both(({ udp }) => udp.latencyMs.p50),
    both(({ udp }) => udp.latencyMs.p99),
    both(({ udp }) => udp.latencyMs.p999),
    `${lost(without)} / ${lost(scraped)}`,
    both(({ latenessMs }) => latenessMs.p50),
    both(({ latenessMs }) => latenessMs.p99),
  ];
}

async function start(count: number, backendPort: number) {
  const entries = Array.from({ length: count }, (_, index) => [
    labelOf(index),
    { ips: [backendAddress(index)], health_port: backendPort },
  ]);
  const file = join(workDirectory, `scraped-${count}.json`);
  writeFileSync(file, JSON.stringify(Object.fromEntries(entries)));
  const http = `127.0.0.1:${await findPort()}`;
  const flags = {
    'hosted-zone': zoneName,
    ns: JSON.stringify([nameServer]),
    'zone-resolutions': `@${file}`,
    listen: '127.0.0.1',
    // The limit is paid for, and not applied to a load from one address.
    'rrl-exempt': '127.0.0.0/8',
    port: '0',
    'test-min-interval': String(intervalSeconds),
    http,
    'metrics-names': 'all',
  };
  const daemon = forkTracked('./observed-daemon.js', [], [JSON.stringify(flags)]);
  const { port } = await nextFromDaemon(daemon, 'serving');
  return { daemon, port, url: `http://${http}/metrics` };
}

interface TurnPlan {
  readonly daemon: ChildProcess;
  readonly port: number;
  readonly url: string;
  readonly count: number;
  readonly generator: ChildProcess;
  readonly isScraped: boolean;
}

async function takeTurn({ daemon, port, url, count, generator, isScraped }: TurnPlan): Promise<Turn> {
  const pid = daemon.pid ?? 0;
  await tellLateness(daemon);
  const before = cpuMicrosecondsOf(pid);
  const asked = ask(generator, port, count);
  const scrapes: Scraped[] = [];
  for (let second = 0; isScraped && second < secondsPerTurn; second++) {
    const startMs = performance.now();
    scrapes.push(await scrape(url));
    await delay(Math.max(0, 1000 - (performance.now() - startMs)));
  }
  const udp = await asked;
  const cpuMs = (cpuMicrosecondsOf(pid) - before) / 1000;
  return { udp, cpuMs, scrapes, latenessMs: await tellLateness(daemon) };
}

async function ask(generator: ChildProcess, port: number, nameCount: number): Promise<OpenLoopResult> {
  const names = Array.from({ length: nameCount }, (_, index) => `${labelOf(index)}.${zoneName}`);
  const count = queriesPerSecond * secondsPerTurn;
  const plan: OpenLoopPlan = { port, perSecond: queriesPerSecond, count, names };
  const told = nextMessage(generator, (message: unknown): message is OpenLoopResult => message !== undefined);
  generator.send(plan);
  return await told;
}

async function tellLateness(daemon: ChildProcess): Promise<Percentiles> {
  const told = nextFromDaemon(daemon, 'lateness');
  daemon.send('tell lateness');
  return (await told).latenessMs;
}

/** Nothing is read of it before it is complete: that is not the daemon's time. */
function scrape(url: string): Promise<Scraped> {
  const startMs = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { headers, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => {
        const tookMs = performance.now() - startMs;
        const small = Buffer.concat(pieces);
        if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`));
        const body = response.headers['content-encoding'] === 'gzip' ? gunzipSync(small) : small;
        const series = body
          .toString()
          .split('\n')
          .filter((line) => line !== '' && !line.startsWith('#')).length;
        resolve({ tookMs, octets: body.length, gzipOctets: small.length, series });
      });
    }).on('error', reject);
  });
}

await main();
