// Prints what probing 10,000 targets every 5 seconds does to the latency of UDP answers: the same daemon is asked while
// nobody probes, while another process does, and while it does itself, in turns. What another process adds is only the
// lack of processors, which the server shares with probes, targets and client. Judges nothing.

import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { listenFrozen } from '../support/dns/frozen-listener.ts';
import { closedPort } from '../support/listen.ts';
import { backendAddress } from './backend-address.ts';
import { labelOf, nameServer, zoneName } from './bench-zone.ts';
import { forkTracked, nextFromDaemon, nextMessage } from './child-messages.ts';
import { workDirectory } from './clean-up.ts';
import { hasTwoCores } from './cores.ts';
import type { ToDaemon } from './observed-daemon.ts';
import type { OpenLoopPlan, OpenLoopResult } from './open-loop.ts';
import { printTable } from './print-table.ts';
import { medianOf, type Percentiles } from './statistics.ts';

const targetCount = 10_000;
const intervalSeconds = 5;
const queriesPerSecond = 2000;
/** Many short turns, so that disturbances of the machine hit both kinds. Four queries of each turn are above p99.9. */
const rounds = 4;
const secondsPerTurn = 2;
/** By then the first round of all targets at once is over, including timeouts of two seconds; later rounds are spread. */
const settleMs = 3500;

const engines = ['batch', 'dgram'] as const;
/** The state of every other target; those in between are up. */
const others = ['up', 'refused', 'silent'] as const;

interface Subject {
  readonly engine: (typeof engines)[number];
  readonly other: (typeof others)[number];
  readonly daemon: ChildProcess;
  readonly port: number;
  readonly rounds: Round[];
}

interface Round {
  readonly quiet: OpenLoopResult;
  /** While another process makes as many probes. */
  readonly beside: OpenLoopResult;
  readonly probing: OpenLoopResult;
  readonly probes: number;
  readonly latenessMs: Percentiles;
}

async function main(): Promise<void> {
  if (!hasTwoCores) {
    process.stdout.write('skipped: the server and the generator need a processor each\n');
    return;
  }
  const backends = forkTracked('./backends.js');
  const up = await nextMessage(backends, (message: unknown) => typeof message === 'number');
  const silent = await listenFrozen({ host: '0.0.0.0' });
  const ports = { up, refused: await closedPort(), silent: silent.port };
  const generator = forkTracked('./open-loop.js');
  const subjects: Subject[] = [];
  for (const engine of engines) {
    for (const other of others) subjects.push(await start(engine, other, ports));
  }
  const neighbourOf = ({ engine, other }: Subject) =>
    subjects.find((one) => one.engine !== engine && one.other === other) as Subject;
  // Not counted: the first compilations and allocations are not typical of the daemon.
  for (const subject of subjects) await measure(subject, neighbourOf(subject), generator);
  for (let round = 0; round < rounds; round++) {
    for (const subject of subjects)
      subject.rounds.push(await measure(subject, neighbourOf(subject), generator));
  }
  process.stdout.write(print(subjects));
  process.exit(0);
}

async function start(
  engine: Subject['engine'],
  other: Subject['other'],
  ports: Readonly<Record<Subject['other'], number>>,
): Promise<Subject> {
  const entries = Array.from({ length: targetCount }, (_, index) => {
    const port = ports[isUp(index) ? 'up' : other];
    return [labelOf(index), { ips: [backendAddress(index)], health_port: port }];
  });
  const file = join(workDirectory, `${engine}-${other}.json`);
  writeFileSync(file, JSON.stringify(Object.fromEntries(entries)));
  const flags = {
    'hosted-zone': zoneName,
    ns: JSON.stringify([nameServer]),
    'zone-resolutions': `@${file}`,
    listen: '127.0.0.1',
    // The limit is paid for, and not applied to a load from one address.
    'rrl-exempt': '127.0.0.0/8',
    port: '0',
    'udp-engine': engine,
    ...(engine === 'batch' ? { 'udp-workers': '1' } : {}),
    'test-min-interval': String(intervalSeconds),
  };
  const daemon = forkTracked('./observed-daemon.js', [], [JSON.stringify(flags)]);
  const { port } = await nextFromDaemon(daemon, 'serving');
  tell(daemon, 'stop probing');
  return { engine, other, daemon, port, rounds: [] };
}

function isUp(index: number): boolean {
  return index % 2 === 0;
}

async function measure(
  { daemon, port }: Subject,
  neighbour: Subject,
  generator: ChildProcess,
): Promise<Round> {
  const quiet = await ask(generator, port);
  const beside = await whileProbing(neighbour.daemon, () => ask(generator, port));
  const probing = await whileProbing(daemon, () => ask(generator, port));
  const { probes, latenessMs } = probing;
  return { quiet, beside: beside.result, probing: probing.result, probes, latenessMs };
}

async function whileProbing(daemon: ChildProcess, act: () => Promise<OpenLoopResult>) {
  tell(daemon, 'probe again');
  await delay(settleMs);
  await tellLateness(daemon);
  const result = await act();
  const { probes, latenessMs } = await tellLateness(daemon);
  tell(daemon, 'stop probing');
  return { result, probes, latenessMs };
}

async function ask(generator: ChildProcess, port: number): Promise<OpenLoopResult> {
  // Names that are answered with an address, whatever the state of the others.
  const names = Array.from({ length: targetCount }, (_, index) => index)
    .filter(isUp)
    .map((index) => `${labelOf(index)}.${zoneName}`);
  const count = queriesPerSecond * secondsPerTurn;
  const plan: OpenLoopPlan = { port, perSecond: queriesPerSecond, count, names };
  const asked = nextMessage(
    generator,
    (message: unknown): message is OpenLoopResult => message !== undefined,
  );
  generator.send(plan);
  const result = await asked;
  if (result.wrong > 0) throw new Error(`${result.wrong} answers have not one address`);
  return result;
}

async function tellLateness(daemon: ChildProcess) {
  const told = nextFromDaemon(daemon, 'lateness');
  tell(daemon, 'tell lateness');
  return told;
}

function tell(daemon: ChildProcess, what: ToDaemon): void {
  daemon.send(what);
}

function print(subjects: readonly Subject[]): string {
  return [
    `${rounds} rounds, ms: nobody probes, another process does, it does itself; every other target as told, the rest up`,
    '\nMedians of the rounds',
    printRows(subjects, medianOf),
    'The least of the rounds: what disturbs the machine only ever adds',
    printRows(subjects, (figures) => Math.min(...figures)),
  ].join('\n');
}

function printRows(subjects: readonly Subject[], choose: (figures: number[]) => number): string {
  const shares = ['p50', 'p99', 'p999'] as const;
  const head = shares.flatMap((share) => [share, 'another', 'itself']);
  const rows = subjects.map(({ engine, other, rounds: all }) => {
    const of = (figure: (round: Round) => number) => choose(all.map(figure));
    const turns = ['quiet', 'beside', 'probing'] as const;
    const cells = shares.flatMap((share) =>
      turns.map((turn) => of((round) => round[turn].latencyMs[share]).toFixed(2)),
    );
    const lost = all.reduce((sum, round) => turns.reduce((more, turn) => more + round[turn].lost, sum), 0);
    const sentLate = turns.map((turn) => of((round) => round[turn].sentLateMs.p99).toFixed(2)).join(' ');
    const perSecond = of(({ probes }) => probes / secondsPerTurn);
    const probedLate = of((round) => round.latenessMs.p99);
    const more = [String(lost), sentLate, perSecond.toFixed(0), probedLate.toFixed(1)];
    return [`${engine}, ${other}`, ...cells, ...more];
  });
  return printTable([['', ...head, 'lost', 'asked late p99', 'probes/s', 'probed late p99'], ...rows]);
}

await main();
