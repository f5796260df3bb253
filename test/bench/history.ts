// Prints what history costs: ten thousand targets and ten thousand names, minute by minute, on real files; their size, and how
// long it takes to read them. Judges nothing but says which goals are met.
//
//   node --expose-gc dist/test/bench/history.js [--minutes 30]

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openFixedFile } from '../../src/window/history/fixed-file.ts';
import { History } from '../../src/window/history/history.ts';
import { HistoryDirectory } from '../../src/window/history/history-directory.ts';
import { RingFile } from '../../src/window/history/ring-file.ts';
import {
  daySeconds,
  keptDays,
  type Subject,
  shelfLayout,
  shelvesFor,
  subjectKinds,
  subjectsMax,
} from '../../src/window/history/shelves.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';
import { printTable } from './print-table.ts';
import { medianOf } from './statistics.ts';

const goals = { megabytes: 500, coreShare: 0.01 };
const minuteMs = 60_000;
/** Of all targets, in a minute. */
const changingShare = 0.01;
const megabyte = 1e6;

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } });
const path = mkdtempSync(join(tmpdir(), 'healthy-dns-history-'));
const subjects: readonly Subject[] = subjectKinds.flatMap((kind) =>
  Array.from({ length: subjectsMax }, (_, number) => ({
    kind,
    key: kind === 'target' ? `tcp 10.0.${number >> 8}.${number & 255}:8080` : `host${number}.example.test.`,
  })),
);
const clock = new FakeClock();
clock.wall = Math.floor(Date.now() / 1000 / daySeconds) * daySeconds;

try {
  const memoryBefore = memory();
  let history = await open();
  const first = measureCpu();
  const minutes = Number(values.minutes);
  for (let minute = 0; minute < minutes; minute++) await pass(history, minute);
  const cpuMs = first() / minutes;
  const memoryAfter = memory();
  await history.stop();
  const begun = sizes();

  await fill();
  const full = sizes();
  const opening = startTimer();
  history = await open();
  const openMs = opening();
  const [target, name] = [subjects[17], subjects[subjectsMax + 17]];
  if (target === undefined || name === undefined) throw new Error('there are subjects');
  const dayMs = await time(() => series(history, target, daySeconds));
  const quarterMs = await time(() => series(history, target, keptDays * daySeconds));
  const barsMs = await time(async () => {
    for (const subject of subjects.slice(subjectsMax, subjectsMax + 2000)) history.past.bars(subject);
  });
  await history.stop();

  const isMet = (isIt: boolean) => (isIt ? 'met' : 'MISSED');
  const coreShare = cpuMs / minuteMs;
  process.stdout.write(`${subjectsMax} targets and ${subjectsMax} names, ${minutes} minutes\n`);
  process.stdout.write(
    printTable([
      ['', 'measured', 'goal', ''],
      [
        'size of all files, MB',
        full.apparent.toFixed(0),
        `${goals.megabytes}`,
        isMet(full.apparent <= goals.megabytes),
      ],
      [`on the disk after ${minutes} minutes, MB`, begun.onDisk.toFixed(1), '', ''],
      [
        'on the disk after 90 days, MB',
        full.onDisk.toFixed(0),
        `${goals.megabytes}`,
        isMet(full.onDisk <= goals.megabytes),
      ],
      ['CPU of a minute, ms', cpuMs.toFixed(1), '', ''],
      [
        'share of a core, %',
        (100 * coreShare).toFixed(3),
        `${100 * goals.coreShare}`,
        isMet(coreShare < goals.coreShare),
      ],
      ['memory, MB', (memoryAfter - memoryBefore).toFixed(0), '', ''],
      ['opening 90 days, ms', openMs.toFixed(0), '', ''],
      ['a day of a target, ms', dayMs.toFixed(1), '', ''],
      ['90 days of a target, ms', quarterMs.toFixed(1), '', ''],
      ['bars of 2,000 names, ms', barsMs.toFixed(1), '', ''],
    ]),
  );
} finally {
  rmSync(path, { recursive: true });
}

async function open(): Promise<History> {
  const history = new History({ clock, logger: createRecordingLogger().logger, path });
  history.start();
  await history.flush();
  for (const subject of subjects) setState(history, subject, true);
  history.recorder.settle();
  return history;
}

function setState({ recorder }: History, subject: Subject, isUp: boolean): void {
  const word = isUp ? 'up' : 'down';
  recorder.setState(subject, { word, reason: 'accepted in 1.2 ms', isDown: !isUp, isTroubled: false });
}

async function pass(history: History, minute: number): Promise<void> {
  for (const [number, subject] of subjects.entries()) {
    if (subject.kind === 'target')
      history.recorder.addProbes(subject, {
        successes: 2,
        failures: 0,
        sumMs: 3 + (number % 40),
        longestMs: 30,
      });
    if (number % (1 / changingShare) === minute % (1 / changingShare))
      setState(history, subject, minute % 2 === 1);
  }
  history.addQueries(Array.from({ length: 8 }, () => minute * 1000));
  clock.wall += 60;
  clock.advance(minuteMs);
  await history.flush();
}

/** As after 90 days: every row of every ring. */
async function fill(): Promise<void> {
  const directory = new HistoryDirectory(path);
  const read = directory.readTable();
  if (!read.ok) throw new Error(read.problem);
  const { origin, slotsUsed } = read.value.table;
  for (const [kindNumber, kind] of subjectKinds.entries())
    for (let shelf = 0; shelf < shelvesFor(slotsUsed[kind]); shelf++) {
      const layout = shelfLayout(kind, shelf);
      const file = directory.file(`${kind}s-${shelf}`);
      const opened = await RingFile.open(openFixedFile, file, layout, { origin, kind: kindNumber, shelf });
      if (!opened.ok) throw new Error(opened.problem);
      for (const { name, rows, rowOctets, unitSeconds } of layout.rings) {
        const last = Math.floor(clock.wall / unitSeconds) - 1;
        const row = new Uint8Array(rowOctets).fill(1);
        for (let time = last - rows + 1; time <= last; time++) await opened.value.write(name, time, row);
      }
      await opened.value.close();
    }
}

function series({ past }: History, subject: Subject, seconds: number): Promise<unknown> {
  return past.series(subject, { fromSeconds: clock.wall - seconds, toSeconds: clock.wall, pointsMax: 300 });
}

/** The median of five. */
async function time(act: () => Promise<unknown>): Promise<number> {
  const all: number[] = [];
  for (let round = 0; round < 5; round++) {
    const timer = startTimer();
    await act();
    all.push(timer());
  }
  return medianOf(all);
}

function startTimer(): () => number {
  const begunMs = performance.now();
  return () => performance.now() - begunMs;
}

/** Of all threads, those that write included. */
function measureCpu(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
}

function memory(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / megabyte;
}

function sizes(): { readonly apparent: number; readonly onDisk: number } {
  const apparent = readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
  const [onDisk = '0'] = execFileSync('du', ['-sk', path], { encoding: 'utf8' }).split('\t');
  return { apparent: apparent / megabyte, onDisk: (Number(onDisk) * 1024) / megabyte };
}
