// Whether the control plane gets its turn: how soon a verdict reaches the answers and how late probes start, at rest and
// while the generator keeps the workers busy. The main thread and the worker share one processor.

import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { backendAddress } from './backend-address.ts';
import type { BenchOptions } from './bench-options.ts';
import { type BenchName, benchNames, nameServer, zoneName } from './bench-zone.ts';
import { ChangeWatcher } from './change-watcher.ts';
import { forkTracked, nextFromDaemon, nextMessage, waitMs } from './child-messages.ts';
import { workDirectory } from './clean-up.ts';
import { onServerCore } from './cores.ts';
import type { ControlPlaneFigures, ControlPlanePhase } from './figures.ts';
import { findPort } from './find-port.ts';
import type { ToDaemon } from './observed-daemon.ts';
import { writeQueryFile } from './query-files.ts';
import { runRound } from './run-workloads.ts';
import { monotonicMs } from './statistics.ts';
import { makeQuestions, type Workload, workloads, zoneSizes } from './workloads.ts';

const nameCount = zoneSizes.usual;
/** 500 of the names are probed twice a second: as many probes as 10,000 targets need at an interval of ten seconds. */
const probedCount = 500;
const intervalSeconds = 0.5;
const flipAddress = '127.2.0.1';
const flipLabel = 'flip';
/** A flip waits for the next probe, half an interval on average: a dozen in a round. */
const secondsPerRound = 4;
const warmUpSeconds = 1;

export async function measureControlPlane(
  { rounds }: BenchOptions,
  tell: (line: string) => void,
): Promise<ControlPlaneFigures> {
  tell('control plane');
  const backends = forkTracked('./backends.js', []);
  const backendPort = await nextMessage(backends, (message: unknown) => typeof message === 'number');
  const flipPort = await findPort();
  const daemon = forkTracked('./observed-daemon.js', onServerCore([process.execPath]), [
    JSON.stringify(flagsFor(benchNames(nameCount), backendPort, flipPort)),
  ]);
  const serving = await nextFromDaemon(daemon, 'serving');
  const seconds = rounds * secondsPerRound;
  const { port } = serving;
  const measure = (phaseSeconds: number) => measurePhase(daemon, port, flipPort, phaseSeconds);
  // Not counted: the first compilations and allocations are not typical of the daemon.
  await measure(warmUpSeconds);
  const quiet = await measure(seconds);
  const workload = workloads.find(({ name }) => name === 'udp-hit') as Workload;
  const queryFile = writeQueryFile(workload, makeQuestions(workload));
  // Longer than the phase, because its last flip may take a while.
  const plan = {
    port,
    transport: workload.transport,
    queryFile,
    seconds: seconds + 1,
    flags: workload.flags,
  };
  const load = runRound({ pid: daemon.pid ?? 0 }, plan);
  const saturated = await measure(seconds);
  const figures = {
    nameCount,
    probesPerSecond: probedCount / intervalSeconds,
    quiet,
    saturated: { ...saturated, load: await load },
  };
  daemon.disconnect();
  backends.disconnect();
  return figures;
}

function flagsFor(
  names: readonly BenchName[],
  backendPort: number,
  flipPort: number,
): Record<string, string> {
  const probed = Array.from({ length: probedCount }, (_, index) => backendAddress(index));
  const resolutions = Object.fromEntries(
    names.map(({ label, addresses }, index) => {
      const address = probed[index];
      return [label, address === undefined ? addresses : { ips: [address], health_port: backendPort }];
    }),
  );
  const flip = { [flipLabel]: { ips: [flipAddress], health_port: flipPort } };
  const file = join(workDirectory, 'checked-names.json');
  writeFileSync(file, JSON.stringify({ ...resolutions, ...flip }));
  return {
    'hosted-zone': zoneName,
    ns: JSON.stringify([nameServer]),
    'zone-resolutions': `@${file}`,
    listen: '127.0.0.1',
    // The limit is paid for, and not applied to a load from one address.
    'rrl-exempt': '127.0.0.0/8',
    port: '0',
    'udp-engine': 'batch',
    'udp-workers': '1',
    'test-min-interval': String(intervalSeconds),
    'test-timeout': '2',
    rise: '1',
    fall: '1',
  };
}

/** Opens and closes a backend over and over. */
async function measurePhase(
  daemon: ChildProcess,
  port: number,
  flipPort: number,
  seconds: number,
): Promise<ControlPlanePhase> {
  const endsMs = monotonicMs() + seconds * 1000;
  const watcher = new ChangeWatcher(port, `${flipLabel}.${zoneName}`);
  await tellLateness(daemon);
  const verdictToAnswerMs: number[] = [];
  try {
    // In pairs: the next phase finds the backend in the same state, down.
    while (monotonicMs() < endsMs) {
      let backend: Server | undefined;
      const open = async () => {
        backend = await openBackend(flipPort);
      };
      verdictToAnswerMs.push(await measureFlip(daemon, watcher, open));
      verdictToAnswerMs.push(await measureFlip(daemon, watcher, () => backend?.close()));
    }
  } finally {
    watcher.close();
  }
  const { probes, latenessMs } = await tellLateness(daemon);
  return { verdictToAnswerMs, probes, latenessMs };
}

async function measureFlip(
  daemon: ChildProcess,
  watcher: ChangeWatcher,
  flip: () => unknown,
): Promise<number> {
  const verdict = nextFromDaemon(daemon, 'verdict', ({ address }) => address === flipAddress);
  const change = watcher.nextChange(waitMs);
  await flip();
  const [{ atMs }, changedMs] = await Promise.all([verdict, change]);
  return changedMs - atMs;
}

async function tellLateness(daemon: ChildProcess) {
  const told = nextFromDaemon(daemon, 'lateness');
  const request: ToDaemon = 'tell lateness';
  daemon.send(request);
  return told;
}

function openBackend(port: number): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end();
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: flipAddress }, () => resolve(server));
  });
}
