// Prints how long a start takes, from exec to the first answer of a query that waits in the socket, as it does during a
// restart. Judges nothing. The programs take turns, so that whatever else the machine does disturbs all of them alike.
//
//   node dist/test/bench/first-answer.js [--rounds 30] [label=command …]
//
// A command is split at spaces, and is given two sockets and its configuration as a service manager gives them. Without any:
// dist with this Node, the bundle with that of the Debian package where both are built, and the floor of each.

import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openBoundSockets } from '../support/daemon/bound-sockets.ts';
import { zoneVariables } from '../support/daemon/spawn-daemon.ts';
import { makeQuery } from '../support/dns/dns-client.ts';
import { portOf, started } from '../support/listen.ts';
import { backendAddress } from './backend-address.ts';
import { cpuMicrosecondsOf, memoryMegabytesOf } from './measure-process.ts';
import { printTable } from './print-table.ts';
import { medianOf, percentileOf } from './statistics.ts';

interface Program {
  readonly label: string;
  readonly words: readonly string[];
}

interface Start {
  readonly answerMs: number;
  readonly cpuMs: number;
  readonly megabytes: number;
}

const roundsUsual = 30;
/** A start that takes longer has failed. */
const patienceMs = 30_000;

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: String(roundsUsual) } },
  allowPositionals: true,
});
const rounds = Number(values.rounds);
const programs = positionals.length > 0 ? positionals.map(readProgram) : usualPrograms();
const backends = await started(
  createServer((socket) => socket.destroy()),
  '0.0.0.0',
);
const directory = mkdtempSync(join(tmpdir(), 'healthy-dns-first-answer-'));
try {
  const zones = { 'few names': makeNames(4, 4), '1,000 names': makeNames(500, 500) };
  for (const [zone, names] of Object.entries(zones)) {
    process.stdout.write(`${zone}: exec to first answer, ${rounds} starts of each\n`);
    process.stdout.write(`${printTable(await compare(zoneVariables(names)))}\n`);
  }
} finally {
  backends.close();
  rmSync(directory, { recursive: true });
}

function readProgram(text: string): Program {
  const [label = '', ...command] = text.split('=');
  return { label, words: command.join('=').split(' ') };
}

function usualPrograms(): readonly Program[] {
  const root = resolve(import.meta.dirname, '../../..');
  const packagedNode = join(root, `packaging/runtime/node_modules/node-linux-${process.arch}/bin/node`);
  const bundle = join(root, 'build/payload/main.mjs');
  const bareAnswerer = join(import.meta.dirname, 'bare-answerer.js');
  const usual = [
    { label: 'floor', words: [process.execPath, bareAnswerer] },
    { label: 'dist', words: [process.execPath, join(root, 'dist/src/bin/entry.js')] },
    { label: 'floor of the bundle', words: [packagedNode, bareAnswerer] },
    { label: 'bundle', words: [packagedNode, bundle] },
  ];
  return usual.filter(({ words }) => words.every((file) => existsSync(file)));
}

/** `fixed` names that are always there, and `probed` ones. */
function makeNames(fixed: number, probed: number): Readonly<Record<string, unknown>> {
  const port = portOf(backends);
  return Object.fromEntries([
    ['www', ['192.0.2.1']],
    ...Array.from({ length: fixed }, (_, index) => [`fixed${index}`, [`192.0.2.${1 + (index % 254)}`]]),
    ...Array.from({ length: probed }, (_, index) => [
      `probed${index}`,
      { ips: [backendAddress(index)], health_port: port },
    ]),
  ]);
}

async function compare(variables: Readonly<Record<string, string>>): Promise<readonly (readonly string[])[]> {
  const file = join(directory, 'environment');
  writeFileSync(
    file,
    Object.entries(variables)
      .map(([name, value]) => `${name}='${value}'\n`)
      .join(''),
  );
  const environment = { ...variables, HEALTHY_DNS_ENVIRONMENT_FILE: file };
  const starts = new Map<Program, Start[]>(programs.map((program) => [program, []]));
  for (let round = 0; round < rounds; round++)
    for (const [program, of] of starts) of.push(await startOnce(program, environment));
  const header = ['', 'fastest', 'quartile', 'median', 'quartile', 'CPU ms', 'MB'];
  return [header, ...[...starts].map(([{ label }, of]) => [label, ...figuresOf(of)])];
}

function figuresOf(starts: readonly Start[]): readonly string[] {
  const answerMs = starts.map((start) => start.answerMs);
  return [
    ...[0, 0.25, 0.5, 0.75].map((share) => percentileOf(answerMs, share)),
    medianOf(starts.map(({ cpuMs }) => cpuMs)),
    medianOf(starts.map(({ megabytes }) => megabytes)),
  ].map((figure) => figure.toFixed(0));
}

async function startOnce(
  { words: [file = '', ...words] }: Program,
  environment: Readonly<Record<string, string>>,
): Promise<Start> {
  const sockets = await openBoundSockets(['udp4', 'tcp4']);
  const client = createSocket('udp4');
  const answered = new Promise<number>((resolve, reject) => {
    client.once('message', () => resolve(performance.now()));
    setTimeout(() => reject(new Error(`no answer: ${file} ${words.join(' ')}`)), patienceMs).unref();
  });
  await new Promise<void>((resolve) => {
    client.send(makeQuery('www.example.test'), sockets.port, '127.0.0.1', () => resolve());
  });
  const startedMs = performance.now();
  const child = spawn(file, words, {
    stdio: ['ignore', 'pipe', 'inherit', ...sockets.fds],
    env: { LISTEN_FDS: '2', BENCH_THREADS: String(Math.min(availableParallelism(), 4)), ...environment },
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const ready = new Promise((resolve) =>
    child.stdout?.on('data', (text) => String(text).includes('serving') && resolve(text)),
  );
  try {
    const answeredMs = await answered;
    await ready;
    const { pid = 0 } = child;
    return {
      answerMs: answeredMs - startedMs,
      cpuMs: cpuMicrosecondsOf(pid) / 1000,
      megabytes: memoryMegabytesOf(pid),
    };
  } finally {
    child.kill('SIGKILL');
    await ended;
    client.close();
    sockets.close();
  }
}
