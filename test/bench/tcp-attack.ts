// Prints how long honest TCP clients, operators and probes wait while five hundred clients pipeline and as many never read, and
// while 100,000 names are reloaded. Judges nothing but says which goals are met.
//
//   node dist/test/bench/tcp-attack.js [--seconds 5]

import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { getControl } from '../../src/control/ask-control.ts';
import { routes } from '../../src/control/protocol/routes.ts';
import { makeQuery, TcpClient } from '../support/dns/dns-client.ts';
import { portOf, started } from '../support/listen.ts';
import { backendAddress } from './backend-address.ts';
import { forkTracked, nextFromDaemon } from './child-messages.ts';
import { keepTrack, workDirectory } from './clean-up.ts';
import type { FromDaemon, ToDaemon } from './observed-daemon.ts';
import { printTable } from './print-table.ts';
import { type Percentiles, percentilesOf } from './statistics.ts';

const goals = { medianMs: 20 };
const probedCount = 200;
const reloadedNames = 100_000;
/** Between the questions of one client. */
const pauseMs = 2;
const attackers = [
  ['127.0.1.1', 'deaf'],
  ['127.0.1.2', 'deaf'],
  ['127.0.2.1', 'pipelining'],
  ['127.0.2.2', 'pipelining'],
] as const;
const attackerProgram = resolve(import.meta.dirname, '../support/dns/tcp-attacker-program.js');
const warmUpMs = 1000;

interface Waits {
  /** Of a client that stays connected, and of one that connects for each question. */
  readonly staying: number[];
  readonly connecting: number[];
  readonly operator: number[];
}

type Row = readonly [what: string, waits: Readonly<Record<keyof Waits, Percentiles>>, probes: Percentiles];

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '5' } } });
const phaseMs = Number(values.seconds) * 1000;
const backends = await started(
  createServer((socket) => socket.destroy()),
  '0.0.0.0',
);
const control = join(workDirectory, 'control');
const reloadFile = join(workDirectory, 'reload.json');
writeFileSync(reloadFile, JSON.stringify(flagsFor(backends, reloadedNames)));
const daemon = forkTracked(
  './observed-daemon.js',
  [],
  [JSON.stringify(flagsFor(backends, 10)), control, reloadFile],
);
const { port } = await nextFromDaemon(daemon, 'serving');
const query = makeQuery('www.example.test');

await measure('', () => delay(warmUpMs));
const rows = [await measure('at rest', () => delay(phaseMs))];
const others = attackers.map(([address, kind]) => attack(address, kind));
await delay(warmUpMs);
rows.push(await measure('500 pipelining, 500 never reading', () => delay(phaseMs)));
for (const other of others) other.kill();
await delay(warmUpMs);
rows.push(await measure(`a reload of ${reloadedNames.toLocaleString('en')} names`, reload));
print(rows);
daemon.disconnect();
backends.close();
process.exit(0);

function flagsFor(server: Server, names: number): Record<string, string> {
  const address = (index: number) => `192.0.2.${1 + (index % 250)}`;
  const plain = Array.from({ length: names }, (_, index) => [`name${index}`, [address(index)]]);
  const probed = Array.from({ length: probedCount }, (_, index) => [
    `probed${index}`,
    { ips: [backendAddress(index)], health_port: portOf(server) },
  ]);
  const texts = Array.from({ length: 3 }, (_, index) => `${'x'.repeat(200)}${index}`);
  const www = { ips: [backendAddress(0)], health_port: portOf(server), txt: texts };
  const file = join(workDirectory, `names-${names}.json`);
  writeFileSync(file, JSON.stringify({ www, ...Object.fromEntries([...plain, ...probed]) }));
  return {
    'hosted-zone': 'example.test',
    ns: '["ns1.elsewhere.test"]',
    'zone-resolutions': `@${file}`,
    listen: '127.0.0.1',
    port: '0',
    'udp-workers': '1',
    'test-min-interval': '0.5',
    'test-timeout': '2',
  };
}

function attack(address: string, kind: string): ChildProcess {
  const words = [attackerProgram, String(port), address, '250', kind];
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'ignore', 'inherit'], detached: true });
  keepTrack(child);
  return child;
}

/** However long it takes: that is not what is measured. */
function reload(): Promise<void> {
  const request: ToDaemon = 'reload';
  daemon.send(request);
  return new Promise((resolve) => {
    daemon.on('message', ({ kind }: FromDaemon) => {
      if (kind === 'reloaded') resolve();
    });
  });
}

/** How long everybody waits while `act` goes on. */
async function measure(what: string, act: () => Promise<unknown>): Promise<Row> {
  await tellLateness();
  const waits: Waits = { staying: [], connecting: [], operator: [] };
  let isOver = false;
  const loop = async (into: number[], once: () => Promise<unknown>) => {
    while (!isOver) {
      const startMs = performance.now();
      await once();
      into.push(performance.now() - startMs);
      await delay(pauseMs);
    }
  };
  let staying = new TcpClient(port);
  const everybody = [
    loop(waits.staying, async () => {
      if (!(await ask(staying))) staying = new TcpClient(port);
    }),
    loop(waits.connecting, async () => {
      const client = new TcpClient(port);
      await ask(client);
      client.close();
    }),
    loop(waits.operator, () => getControl(control, routes.status)),
  ];
  await act();
  isOver = true;
  await Promise.all(everybody);
  staying.close();
  const probes = await tellLateness();
  const { staying: stay, connecting, operator } = waits;
  return [
    what,
    {
      staying: percentilesOf(stay),
      connecting: percentilesOf(connecting),
      operator: percentilesOf(operator),
    },
    probes,
  ];
}

async function ask(client: TcpClient): Promise<boolean> {
  client.send(query);
  return (await client.receive()) !== undefined;
}

async function tellLateness(): Promise<Percentiles> {
  const told = nextFromDaemon(daemon, 'lateness');
  const request: ToDaemon = 'tell lateness';
  daemon.send(request);
  return (await told).latenessMs;
}

function print(all: readonly Row[]): void {
  const cells = ({ p50, p99, max }: Percentiles) => [p50, p99, max].map((ms) => ms.toFixed(1));
  const lines = all.flatMap(([what, waits, probes]) => [
    [what, 'median', '99 %', 'worst'],
    ['  a client that stays connected', ...cells(waits.staying)],
    ['  one that connects for each question', ...cells(waits.connecting)],
    ['  an operator asking for the status', ...cells(waits.operator)],
    ['  a probe, later than planned', ...cells(probes)],
  ]);
  process.stdout.write('waits in ms\n');
  process.stdout.write(printTable(lines));
  const median = all[1]?.[1].staying.p50 ?? Number.NaN;
  process.stdout.write(
    `a good client's median under attack: ${median.toFixed(1)} ms, goal ${goals.medianMs}: ${median <= goals.medianMs ? 'met' : 'MISSED'}\n`,
  );
}
