// Prints how long a start with a thousand zones of a hundred names takes, how much memory it leaves, and how long a reload takes
// that changes one of them. Judges nothing but says which goals are met.
//
//   node dist/test/bench/many-zones.js [--rounds 5]

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cpuMicrosecondsOf, memoryMegabytesOf } from './measure-process.ts';
import { printTable } from './print-table.ts';
import { medianOf } from './statistics.ts';

const zoneCount = 1000;
const namesPerZone = 100;
const goals = { startSeconds: 3, megabytes: 300 };
const entry = resolve(import.meta.dirname, '../../src/bin/entry.js');

interface Figures {
  readonly startSeconds: number;
  readonly cpuSeconds: number;
  readonly megabytes: number;
  readonly reloadSeconds: number;
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const directory = mkdtempSync(join(tmpdir(), 'healthy-dns-many-zones-'));
try {
  const all: Figures[] = [];
  for (let round = 0; round < Number(values.rounds); round++) all.push(await measure());
  const median = (pick: (figures: Figures) => number) => medianOf(all.map(pick));
  const startSeconds = median((figures) => figures.startSeconds);
  const megabytes = median((figures) => figures.megabytes);
  const isMet = (value: number, goal: number) => (value <= goal ? 'met' : 'MISSED');
  process.stdout.write(`${zoneCount} zones of ${namesPerZone} names, medians of ${all.length} starts\n`);
  process.stdout.write(
    printTable([
      ['', 'measured', 'goal', ''],
      ['start, s', startSeconds.toFixed(1), `${goals.startSeconds}`, isMet(startSeconds, goals.startSeconds)],
      ['CPU of it, s', median((figures) => figures.cpuSeconds).toFixed(1), '', ''],
      ['memory, MB', megabytes.toFixed(0), `${goals.megabytes}`, isMet(megabytes, goals.megabytes)],
      ['reload of one, s', median((figures) => figures.reloadSeconds).toFixed(1), '', ''],
    ]),
  );
} finally {
  rmSync(directory, { recursive: true });
}

async function measure(): Promise<Figures> {
  const file = join(directory, 'zones.json');
  writeFileSync(file, JSON.stringify(makeZones(0)));
  const startedMs = performance.now();
  const child = spawn(
    process.execPath,
    [entry, '--zones', `@${file}`, '--ns', '["ns.elsewhere.test"]', '--listen', '127.0.0.1', '--port', '0'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise((done) => child.once('exit', done));
  try {
    await said(child, 'serving');
    const { pid = 0 } = child;
    const startSeconds = (performance.now() - startedMs) / 1000;
    const figures = {
      startSeconds,
      cpuSeconds: cpuMicrosecondsOf(pid) / 1e6,
      megabytes: memoryMegabytesOf(pid),
    };
    writeFileSync(file, JSON.stringify(makeZones(1)));
    const reloadedMs = performance.now();
    child.kill('SIGHUP');
    await said(child, 'reloaded');
    return { ...figures, reloadSeconds: (performance.now() - reloadedMs) / 1000 };
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

/** Each name with two addresses; those of the first zone go by `version`. */
function makeZones(version: number): Readonly<Record<string, unknown>> {
  const namesOf = (zone: number) =>
    Array.from({ length: namesPerZone }, (_, index) => [
      `host${index}`,
      [`192.0.2.${1 + index}`, `198.51.100.${zone === 0 ? 1 + version : 1 + (zone % 250)}`],
    ]);
  return Object.fromEntries(
    Array.from({ length: zoneCount }, (_, zone) => [
      `zone${zone}.test`,
      { names: Object.fromEntries(namesOf(zone)) },
    ]),
  );
}

function said(child: ChildProcess, word: string): Promise<void> {
  return new Promise((done, failed) => {
    child.stdout?.on('data', (text) => String(text).includes(word) && done());
    child.once('exit', (code) => failed(new Error(`ended with ${code} before it said "${word}"`)));
  });
}
