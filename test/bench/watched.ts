// Prints what it costs to watch a daemon of 1,000 names with a probed target each by all means at once: a page open and live, a scrape every
// second, one query in a hundred logged to a file. Beside it runs the same daemon that nobody watches; they have turns. Judges
// nothing.

import type { ChildProcess } from 'node:child_process';
import { type ClientRequest, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../support/until.ts';
import { forkTracked, nextMessage } from './child-messages.ts';
import { workDirectory } from './clean-up.ts';
import { findPort } from './find-port.ts';
import { cpuMicrosecondsOf } from './measure-process.ts';
import type { OpenLoopResult } from './open-loop.ts';
import { printTable } from './print-table.ts';
import { askSteadily, type ProbingDaemon, scrape, startProbing, tellLateness } from './probing.ts';
import { medianOf, type Percentiles } from './statistics.ts';

const names = 1000;
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 15);
const secondsPerTurn = 4;
/** A small server's, and as many as one client can ask at a steady pace. */
const paces = [2000, 10_000] as const;
const settleMs = 8000;
const knownWithinMs = 60_000;

interface Turn {
  readonly udp: OpenLoopResult;
  readonly latenessMs: Percentiles;
  readonly cpuMs: number;
}

async function main(): Promise<void> {
  const backends = forkTracked('./backends.js');
  const backendPort = await nextMessage(backends, (message: unknown) => typeof message === 'number');
  const generator = forkTracked('./open-loop.js');
  const http = `127.0.0.1:${await findPort()}`;
  const metricsUrl = `http://${http}/metrics`;
  const plain = await startProbing(names, backendPort, {});
  const watched = await startProbing(names, backendPort, {
    http,
    'metrics-names': 'all',
    'query-log': join(workDirectory, 'queries'),
    'query-log-sample': '0.01',
  });
  const isKnown = () =>
    scrape(metricsUrl).then(
      ({ series }) => series > names,
      () => false,
    );
  await until('all names are known', isKnown, knownWithinMs);
  const page = openStream(`http://${http}/live`);
  await delay(settleMs);
  const rows = [];
  for (const pace of paces) {
    const turnOf = async (one: ProbingDaemon, url?: string) => takeTurn(one, generator, pace, url);
    // Not counted: compilers are at work.
    await turnOf(plain);
    await turnOf(watched, metricsUrl);
    const turns: { readonly without: Turn; readonly all: Turn }[] = [];
    for (let round = 0; round < rounds; round++)
      turns.push({ without: await turnOf(plain), all: await turnOf(watched, metricsUrl) });
    rows.push(describe(pace, turns));
  }
  process.stdout.write(`${rounds} rounds of ${secondsPerTurn} s, medians; nobody watches / all do\n\n`);
  process.stdout.write(printTable([head, ...rows]));
  process.stdout.write(`the page was told ${page.octets()} octets\n`);
  page.request.destroy();
  process.exit(0);
}

const head = [
  'queries/s',
  'udp p50 ms',
  'p99',
  'p99.9',
  'lost',
  'probe late p50 ms',
  'p99',
  'process, % of a core',
];

function describe(
  pace: number,
  turns: readonly { readonly without: Turn; readonly all: Turn }[],
): readonly string[] {
  const both = (figure: (turn: Turn) => number, digits = 2) =>
    [turns.map(({ without }) => without), turns.map(({ all }) => all)]
      .map((them) => medianOf(them.map(figure)).toFixed(digits))
      .join(' / ');
  const lost = (them: readonly Turn[]) => them.reduce((sum, { udp }) => sum + udp.lost, 0);
  return [
    String(pace),
    both(({ udp }) => udp.latencyMs.p50),
    both(({ udp }) => udp.latencyMs.p99),
    both(({ udp }) => udp.latencyMs.p999),
    `${lost(turns.map(({ without }) => without))} / ${lost(turns.map(({ all }) => all))}`,
    both(({ latenessMs }) => latenessMs.p50),
    both(({ latenessMs }) => latenessMs.p99),
    both(({ cpuMs }) => cpuMs / (10 * secondsPerTurn), 1),
  ];
}

async function takeTurn(
  { daemon, port }: ProbingDaemon,
  generator: ChildProcess,
  pace: number,
  metricsUrl: string | undefined,
): Promise<Turn> {
  const pid = daemon.pid ?? 0;
  await tellLateness(daemon);
  const before = cpuMicrosecondsOf(pid);
  const asked = askSteadily(generator, port, names, pace * secondsPerTurn, secondsPerTurn);
  for (let second = 0; metricsUrl !== undefined && second < secondsPerTurn; second++) {
    const startMs = performance.now();
    await scrape(metricsUrl);
    await delay(Math.max(0, 1000 - (performance.now() - startMs)));
  }
  const udp = await asked;
  const cpuMs = (cpuMicrosecondsOf(pid) - before) / 1000;
  return { udp, cpuMs, latenessMs: await tellLateness(daemon) };
}

/** As a browser keeps it open. */
function openStream(url: string): { readonly request: ClientRequest; readonly octets: () => number } {
  let octets = 0;
  const request = get(url, { headers: { accept: 'text/event-stream' }, agent: false }, (response) => {
    response.on('data', (piece: Buffer) => {
      octets += piece.length;
    });
  });
  return { request, octets: () => octets };
}

await main();
