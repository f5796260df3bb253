// Prints what a scrape costs with 1,000 and with 10,000 names that have a probed target each: its size and time, the CPU of the whole
// process, and what a scrape every second, fifteen times as often as is usual, does to UDP answers and to probes. The same daemon is
// asked with and without, in turns. Judges nothing.

import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../support/until.ts';
import { forkTracked, nextMessage } from './child-messages.ts';
import { findPort } from './find-port.ts';
import { cpuMicrosecondsOf } from './measure-process.ts';
import type { OpenLoopResult } from './open-loop.ts';
import { printTable } from './print-table.ts';
import { askSteadily, type Scraped, scrape, startProbing, tellLateness } from './probing.ts';
import { medianOf, type Percentiles } from './statistics.ts';

const counts = [1000, 10_000] as const;
const rounds = 5;
const secondsPerTurn = 4;
const queryCount = 2000 * secondsPerTurn;
/** By then the first round of all targets is over, and later ones are spread. */
const settleMs = 8000;
const knownWithinMs = 120_000;

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
  const http = `127.0.0.1:${await findPort()}`;
  const url = `http://${http}/metrics`;
  const flags = { http, 'metrics-names': 'all' };
  const { daemon, port } = await startProbing(count, backendPort, flags);
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
  const asked = askSteadily(generator, port, count, queryCount, secondsPerTurn);
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

await main();
