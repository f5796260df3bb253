// Runs every workload on every server, in turns within each round, so that disturbances of the machine hit all alike.

import { setTimeout as delay } from 'node:timers/promises';
import type { BenchOptions } from './bench-options.ts';
import { benchNames } from './bench-zone.ts';
import { checkAnswers } from './check-answers.ts';
import type { Round, ServerFigures, WorkloadFigures } from './figures.ts';
import { learnCookie } from './learn-cookie.ts';
import { cpuMicrosecondsOf, memoryMegabytesOf, peakMegabytesOf } from './measure-process.ts';
import type { Peer } from './peers/peer.ts';
import { writeQueryFile } from './query-files.ts';
import { type DnsperfPlan, runDnsperf } from './run-dnsperf.ts';
import { type RunningServer, startServer } from './run-server.ts';
import { makeQuestions, type Workload } from './workloads.ts';
import { type PreparedZone, prepareZone } from './zone-files.ts';

export interface Measured {
  readonly workloads: readonly WorkloadFigures[];
  readonly servers: readonly ServerFigures[];
}

type Tell = (line: string) => void;

/** Not counted: caches fill, and compilers learn what the code is used for. */
const warmUpSeconds = 1;
const startsMax = 3;
const idleSeconds = 5;

export async function runWorkloads(
  peers: readonly Peer[],
  options: BenchOptions,
  tell: Tell,
): Promise<Measured> {
  const workloads: WorkloadFigures[] = [];
  const servers: ServerFigures[] = [];
  for (const { nameCount, isSigned, together } of groupByZone(options.workloads)) {
    tell(`${nameCount} names${isSigned ? ', signed' : ''}`);
    const zone = prepareZone(benchNames(nameCount), isSigned);
    const started: { readonly server: RunningServer; readonly startsMs: readonly number[] }[] = [];
    for (const peer of peers.filter(({ signed }) => signed !== (isSigned ? 'no' : 'only'))) {
      const first = await orLeaveOut(startOften(peer, zone, options), tell);
      if (first !== undefined) started.push(first);
    }
    const idle: number[] = [];
    for (const { server } of started) idle.push(options.hasMore ? await measureIdle(server) : Number.NaN);
    const running = started.map(({ server }) => server);
    for (const workload of together) {
      workloads.push(...(await runWorkload(workload, running, options, tell)));
    }
    for (const [index, { server, startsMs }] of started.entries()) {
      servers.push({
        peer: server.peer.name,
        nameCount,
        isSigned,
        startsMs,
        memoryMegabytes: memoryMegabytesOf(server.pid),
        peakMegabytes: peakMegabytesOf(server.pid),
        idleCpuMicrosecondsPerSecond: idle[index] ?? Number.NaN,
      });
      await server.stop();
    }
  }
  return { workloads, servers };
}

/** Workloads on the same zone share one start of each server; small zones first. */
function groupByZone(workloads: readonly Workload[]) {
  const zones = new Map(workloads.map((workload) => [zoneKeyOf(workload), workload]));
  return [...zones.values()]
    .sort((a, b) => Number(a.isSigned) - Number(b.isSigned) || a.nameCount - b.nameCount)
    .map(({ nameCount, isSigned }) => ({
      nameCount,
      isSigned,
      together: workloads.filter((each) => zoneKeyOf(each) === zoneKeyOf({ nameCount, isSigned })),
    }));
}

function zoneKeyOf({ nameCount, isSigned }: Pick<Workload, 'nameCount' | 'isSigned'>): string {
  return `${nameCount} ${isSigned}`;
}

/** A server that does not start here, or answers differently, must not keep the others from being measured. */
async function orLeaveOut<Value>(attempt: Promise<Value>, tell: Tell): Promise<Value | undefined> {
  try {
    return await attempt;
  } catch (error) {
    tell(`  left out: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

async function startOften(peer: Peer, zone: PreparedZone, { rounds, hasMore }: BenchOptions) {
  const startsMs: number[] = [];
  for (let left = hasMore ? Math.min(rounds, startsMax) : 1; ; left--) {
    const server = await startServer(peer, zone);
    startsMs.push(server.startedInMs);
    if (left <= 1) return { server, startsMs };
    await server.stop();
  }
}

async function measureIdle({ pid }: RunningServer): Promise<number> {
  const beforeMs = performance.now();
  const before = cpuMicrosecondsOf(pid);
  await delay(idleSeconds * 1000);
  return (cpuMicrosecondsOf(pid) - before) / ((performance.now() - beforeMs) / 1000);
}

async function runWorkload(
  workload: Workload,
  servers: readonly RunningServer[],
  { rounds, seconds }: BenchOptions,
  tell: Tell,
): Promise<WorkloadFigures[]> {
  const questions = makeQuestions(workload);
  const queryFile = writeQueryFile(workload, questions);
  const planFor = async ({ port }: RunningServer): Promise<DnsperfPlan> => {
    // With code 10, COOKIE.
    const cookie = workload.showsCookie ? ['-E', `10:${await learnCookie(port)}`] : [];
    return { port, transport: workload.transport, queryFile, seconds, flags: [...workload.flags, ...cookie] };
  };
  const warmUp = async (server: RunningServer) => {
    await checkAnswers(server, workload, questions);
    await runDnsperf({ ...(await planFor(server)), seconds: warmUpSeconds });
    return server;
  };
  const done = new Map<RunningServer, Round[]>();
  for (const server of servers) {
    const ready = await orLeaveOut(warmUp(server), tell);
    if (ready !== undefined) done.set(ready, []);
  }
  for (let round = 0; round < rounds; round++) {
    for (const [server, before] of done) before.push(await runRound(server, await planFor(server)));
  }
  return [...done].map(([server, measured]) => {
    const { name, nameCount } = workload;
    const figures = { workload: name, nameCount, peer: server.peer.name, rounds: measured };
    const each = measured.map(({ cpuMicrosecondsPerQuery }) => cpuMicrosecondsPerQuery.toFixed(2));
    tell(`  ${name}, ${server.peer.name}: ${each.join(' ')} µs`);
    return figures;
  });
}

export async function runRound({ pid }: { readonly pid: number }, plan: DnsperfPlan): Promise<Round> {
  const before = cpuMicrosecondsOf(pid);
  const result = await runDnsperf(plan);
  return {
    cpuMicrosecondsPerQuery: (cpuMicrosecondsOf(pid) - before) / result.completed,
    queriesPerSecond: result.queriesPerSecond,
    latencyMicroseconds: result.latencyMicroseconds,
    sent: result.sent,
    lost: result.lost,
    codes: result.codes,
  };
}
