// The thread of the query log: begun when it is wanted, ended when it is not, begun anew when it dies, and never waited for.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { systemClock } from '../../src/base/clock.ts';
import { QueryLogThread, type WantedLog } from '../../src/query-log/query-log-thread.ts';
import { stallMs } from '../../src/query-log/stall-watch.ts';
import { Counter, CounterTable, countAt } from '../../src/serving/counters.ts';
import type { QueryLogPolicy } from '../../src/serving/policy.ts';
import { QueryLog } from '../../src/serving/query-log/query-log.ts';
import { clientAt } from '../support/dns/client-at.ts';
import { makeQuery } from '../support/dns/dns-client.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const query = makeQuery('www.example.test');
const ownProgram = new URL('../../src/query-log/query-log-worker.js', import.meta.url);
const source = { identity: new Uint8Array(), version: new Uint8Array() };

describe('QueryLogThread', () => {
  const atEnd = runAfterEach();
  let directory: string;
  let path: string;
  beforeEach(() => {
    directory = makeTemporaryDirectory();
    path = join(directory, 'log');
  });

  const wanted = (): WantedLog => ({
    output: { kind: 'file', path, octetsMax: 1e6 },
    clients: 'whole',
    share: 1,
    source,
  });

  function open({
    program = '',
    clock = systemClock,
  }: {
    program?: string;
    clock?: FakeClock | typeof systemClock;
  } = {}) {
    const { logger, entries } = createRecordingLogger();
    const counters = new CounterTable();
    const thread = new QueryLogThread({
      clock,
      logger,
      counters,
      writers: 1,
      ...(program !== '' && { program: pathToFileURL(program) }),
    });
    atEnd(() => thread.stop());
    const row = counters.addRow();
    const log = new QueryLog();
    return {
      thread,
      entries,
      counters,
      ask(policy: QueryLogPolicy | undefined) {
        log.apply(policy);
        if (log.takesNext()) log.noteUnattended(clientAt('192.0.2.1'), query, query.length, row);
      },
    };
  }

  const lineCount = () => (existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0);

  function writeProgram(text: string): string {
    const program = join(directory, 'program.mjs');
    writeFileSync(program, text);
    return program;
  }

  it('is there while a log is wanted', async () => {
    const { thread, ask, counters } = open();
    expect(thread.apply(undefined)).to.equal(undefined);
    const policy = thread.apply(wanted());
    expect(policy).to.deep.include({ share: 1, keepsWhole: false });
    ask(policy);
    await until('it is written', () => lineCount() === 1);
    await until('it is counted', () => countAt(counters.sum(), Counter.queryLogWritten) === 1);
    expect(thread.apply(undefined)).to.equal(undefined);
  });

  it('keeps memory and thread while only its plan changes, and whole messages for dnstap', () => {
    const { thread } = open();
    const first = thread.apply(wanted());
    const second = thread.apply({ ...wanted(), share: 0.5, output: { kind: 'dnstap', path } });
    expect(second?.memory).to.equal(first?.memory);
    expect([second?.share, second?.keepsWhole]).to.deep.equal([0.5, true]);
  });

  it('has new memory when it was off in between', () => {
    const { thread } = open();
    const first = thread.apply(wanted());
    thread.apply(undefined);
    expect(thread.apply(wanted())?.memory.number).to.not.equal(first?.memory.number);
  });

  it('writes what is left when it stops, and can be stopped twice', async () => {
    const { thread, ask } = open({ clock: new FakeClock() });
    const policy = thread.apply(wanted());
    for (let i = 0; i < 2000; i++) ask(policy);
    await Promise.all([thread.stop(), thread.stop()]);
    expect(lineCount()).to.equal(2000);
  });

  it('is begun anew when it dies, ever more slowly, and says why', async () => {
    const clock = new FakeClock();
    const { thread, entries } = open({ program: writeProgram('throw new Error("no luck")'), clock });
    thread.apply(wanted());
    for (const [count, delayMs] of [
      [1, 1000],
      [2, 2000],
      [3, 4000],
    ] as const) {
      await until('it dies', () => entries.length === count);
      expect(entries.at(-1)?.fields).to.deep.equal({
        event: 'query-log-failing',
        reason: 'the thread for the query log ended (Error: no luck)',
      });
      expect(thread.trouble).to.include('no luck');
      clock.advance(delayMs - 1);
      expect(clock.timerCount).to.equal(1);
      clock.advance(1);
    }
  });

  it('finds in the rings what the one before it had not read', async () => {
    const clock = new FakeClock();
    const program = writeProgram('process.exit(1)');
    const { thread, ask, entries } = open({ program, clock });
    const policy = thread.apply(wanted());
    for (let i = 0; i < 10; i++) ask(policy);
    await until('it dies', () => entries.length === 1);
    writeProgram(`import ${JSON.stringify(ownProgram.href)};`);
    clock.advance(1000);
    await until('all are written', () => lineCount() === 10);
  });

  it('says that queries are logged again once another thread writes them', async () => {
    const clock = new FakeClock();
    const program = writeProgram('process.exit(1)');
    const { thread, ask, entries } = open({ program, clock });
    const policy = thread.apply(wanted());
    await until('it dies', () => entries.length === 1);
    writeProgram(`import ${JSON.stringify(ownProgram.href)};`);
    clock.advance(1000);
    ask(policy);
    await until('it works', () => thread.trouble === undefined);
    expect(entries.at(-1)?.fields['event']).to.equal('query-log-works');
  });

  it('forgets the trouble with an output that another one replaces', async () => {
    const { thread, ask, entries } = open();
    thread.apply({ ...wanted(), output: { kind: 'file', path: directory, octetsMax: 1e6 } });
    await until('it fails', () => thread.trouble !== undefined);
    const policy = thread.apply(wanted());
    expect(thread.trouble).to.equal(undefined);
    await until('one is written', () => {
      ask(policy);
      return lineCount() > 0;
    });
    expect([thread.trouble, entries.length]).to.deep.equal([undefined, 1]);
  });

  it('keeps the trouble with an output that stays', async () => {
    const { thread } = open();
    const bad: WantedLog = { ...wanted(), output: { kind: 'file', path: directory, octetsMax: 1e6 } };
    thread.apply(bad);
    await until('it fails', () => thread.trouble !== undefined);
    thread.apply({ ...bad, share: 0.5 });
    expect(thread.trouble).to.include('directory');
  });

  it('is not begun again once it was stopped', async () => {
    const clock = new FakeClock();
    const { thread, entries } = open({ program: writeProgram('process.exit(1)'), clock });
    thread.apply(wanted());
    await until('it dies', () => entries.length === 1);
    await thread.stop();
    expect(clock.timerCount).to.equal(0);
    expect(thread.trouble).to.equal(undefined);
  });

  it('is said to stall when it does not come round, and to work when it does again', async () => {
    const clock = new FakeClock();
    const good = new URL('../../src/query-log/query-log-worker.js', import.meta.url);
    // Holds the thread itself up, as a disk would.
    const program = writeProgram(`
      import { existsSync } from 'node:fs';
      while (!existsSync(${JSON.stringify(join(directory, 'go'))}))
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
      await import(${JSON.stringify(good.href)});`);
    const { thread, entries, ask } = open({ program, clock });
    const policy = thread.apply(wanted());
    clock.advance(stallMs - 1);
    expect(thread.trouble).to.equal(undefined);
    clock.advance(2001);
    expect(thread.trouble).to.match(/^nothing has been taken for the query log for 10 s/);
    expect(entries.map(({ fields }) => fields['event'])).to.deep.equal(['query-log-failing']);
    ask(policy);
    writeFileSync(join(directory, 'go'), '');
    await until('it is written', () => lineCount() === 1);
    await until('it is known to come round', () => {
      clock.advance(2000);
      return thread.trouble === undefined;
    });
    expect(entries.at(-1)?.fields).to.deep.equal({ event: 'query-log-works' });
  });

  it('is not waited for when it hangs', async () => {
    const program = writeProgram('for (;;);');
    const clock = new FakeClock();
    const { thread } = open({ program, clock });
    thread.apply(wanted());
    const stopped = thread.stop();
    await until('it waits', () => clock.timerCount === 1);
    clock.advance(1000);
    await stopped;
  });
});
