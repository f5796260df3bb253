// The window's thread as the main thread sees it when it dies, hangs, fills its memory or answers nothing.

import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { ControlReply } from '../../src/control/control-server.ts';
import type { Answer } from '../../src/window/window-protocol.ts';
import { WindowThread } from '../../src/window/window-thread.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';
import { exampleSummary } from '../support/window/example-model.ts';

const program = new URL('../support/window/faulty-window.js', import.meta.url);
const tick = { kind: 'tick', atMs: 0, counters: new Float64Array(1), summary: exampleSummary } as const;

describe('WindowThread', () => {
  const atEnd = runAfterEach();

  const isReady: Answer = { kind: 'ready', liveness: { zones: 1, isStandIn: false } };

  function begin({
    countFreeFiles,
    answer = () => isReady,
  }: {
    countFreeFiles?: () => number;
    answer?: () => Answer | Promise<Answer>;
  } = {}) {
    const clock = new FakeClock();
    const { logger, entries } = createRecordingLogger();
    let begun = 0;
    let duplicated = 100;
    const closed: number[] = [];
    const thread = new WindowThread({
      clock,
      logger,
      program,
      heapMaxMb: 32,
      ...(countFreeFiles && { countFreeFiles }),
      answer,
      listeners: { duplicate: () => [++duplicated], close: (fds) => closed.push(...fds) },
      onBegun: () => {
        begun++;
        thread.bring({ kind: 'shape', targets: [], names: [] });
      },
    });
    thread.start({ stateDirectory: '/first' });
    atEnd(() => thread.stop());
    const lost = (count: number) => until('it is lost', () => entries.length === count);
    return { thread, entries, clock, lost, closed, begun: () => begun };
  }

  const ask = (thread: WindowThread, target: string) => thread.request({ target, headers: {} });

  async function textOf(reply: ControlReply): Promise<string> {
    let text = '';
    if ('stream' in reply)
      for await (const piece of reply.stream(new AbortController().signal)) text += String(piece);
    return text;
  }

  async function toldTo(thread: WindowThread): Promise<readonly string[]> {
    return JSON.parse(await textOf(await ask(thread, '/told'))) as string[];
  }

  it('hands on requests, settings and news in their order', async () => {
    const { thread } = begin();
    thread.bring(tick);
    thread.apply({ stateDirectory: '/second' });
    expect(await toldTo(thread)).to.deep.equal([
      'start {"settings":{"stateDirectory":"/first"},"inherited":[101]}',
      'shape',
      'tick',
      'settings',
    ]);
  });

  it('answers what only the main thread knows', async () => {
    const { thread } = begin();
    await ask(thread, '/ask');
    await until('the answer is there', async () => (await toldTo(thread)).includes('answer'));
  });

  for (const [what, target, reason] of [
    ['throws', '/throw', 'a bug'],
    ['exits', '/exit', 'code 3'],
    ['fills its memory', '/hoard', 'memory'],
  ] as const)
    it(`begins again when it ${what}, with the newest settings, sockets of its own and all the news`, async function () {
      this.timeout(60_000);
      const { thread, entries, begun, clock, lost } = begin();
      thread.apply({ stateDirectory: '/second' });
      const reply = await ask(thread, target);
      expect(reply).to.deep.include({ code: 503 });
      await lost(1);
      expect(begun()).to.equal(1);
      expect(thread.status.lost).to.include({ sinceSeconds: clock.wall });
      expect(thread.status.lost?.reason).to.include(reason);
      clock.advance(1000);
      expect(begun()).to.equal(2);
      expect(thread.status).to.deep.equal({ urls: [], unavailable: [] });
      expect(await toldTo(thread)).to.deep.equal([
        'start {"settings":{"stateDirectory":"/second"},"inherited":[102]}',
        'shape',
      ]);
      expect(entries).to.have.length(1);
      expect(entries[0]?.fields['event']).to.equal('window-lost');
      expect(entries[0]?.message).to.include(reason).and.include('DNS goes on');
    });

  it('is replaced when it hears no ticks any more', async () => {
    const { thread, clock, lost } = begin();
    const hanging = ask(thread, '/hang');
    for (let second = 0; second <= 61; second++) thread.bring(tick);
    expect(await hanging).to.deep.include({ code: 503 });
    await lost(1);
    clock.advance(1000);
    expect(await toldTo(thread)).to.include('shape');
  });

  it('gives the next thread no answer to what the last one asked', async () => {
    let isAsked = false;
    let answer: (answer: Answer) => void = () => undefined;
    const { thread, lost, clock } = begin({
      answer: () => {
        isAsked = true;
        return new Promise<Answer>((resolve) => {
          answer = resolve;
        });
      },
    });
    await ask(thread, '/ask');
    await until('it is asked', () => isAsked);
    await ask(thread, '/exit');
    await lost(1);
    clock.advance(1000);
    answer(isReady);
    await new Promise(setImmediate);
    expect(await toldTo(thread)).to.not.include('answer');
  });

  describe('that waits for a disk which does not answer', () => {
    async function beginStuck() {
      const path = join(makeTemporaryDirectory(), 'pipe');
      execFileSync('mkfifo', [path]);
      const begun = begin();
      await toldTo(begun.thread);
      const stuck = ask(begun.thread, `/stuck?${path}`);
      // Opens it at the other end as soon as it waits there.
      const release = () => {
        try {
          closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
        } catch {
          // It does not wait there yet, or any more.
        }
      };
      const ended = () =>
        until('it ends', () => {
          release();
          return begun.closed.length > 0;
        });
      await until('it is about to wait', () => begun.entries.length === 1);
      return { ...begun, stuck, ended };
    }

    it('does not keep the daemon from stopping', async () => {
      const { thread, clock, ended, begun } = await beginStuck();
      const stopped = thread.stop();
      clock.advance(2000);
      await stopped;
      await ended();
      expect(begun()).to.equal(1);
    });

    it('is asked and told nothing more, and replaced once it ends', async () => {
      const { thread, clock, stuck, ended } = await beginStuck();
      for (let second = 0; second <= 61; second++) thread.bring(tick);
      expect(await stuck).to.deep.include({ code: 503 });
      expect(await ask(thread, '/told')).to.deep.include({ code: 503 });
      await ended();
      clock.advance(1000);
      expect(await toldTo(thread)).to.include('shape');
    });
  });

  it('waits until there are files to open, which are for answers and probes first', async () => {
    let free = 10;
    const { thread, entries, begun, clock } = begin({ countFreeFiles: () => free });
    expect(begun()).to.equal(0);
    expect(thread.status.lost?.reason).to.include('LimitNOFILE');
    expect(entries[0]?.message).to.include('LimitNOFILE');
    expect((await ask(thread, '/told')).code).to.equal(503);
    free = 100;
    clock.advance(1000);
    expect(begun()).to.equal(1);
    expect(await toldTo(thread)).to.include('shape');
  });

  it('is left alone while it hears them', async () => {
    const { thread, begun } = begin();
    for (let second = 0; second <= 200; second++) {
      thread.bring(tick);
      if (second % 50 === 0) await toldTo(thread);
    }
    expect(begun()).to.equal(1);
  });

  it('waits longer with each death, and tells how long', async () => {
    const { thread, entries, begun, clock, lost } = begin();
    for (const [index, seconds] of [1, 2, 4].entries()) {
      await ask(thread, '/exit');
      await lost(index + 1);
      clock.advance(1000 * seconds - 1);
      expect(begun()).to.equal(index + 1);
      clock.advance(1);
      expect(begun()).to.equal(index + 2);
    }
    // One that has lived for long has a good name again.
    clock.advance(61_000);
    await ask(thread, '/exit');
    await lost(4);
    const waits = entries.map(({ message }) => /again in (\d+) s/.exec(message)?.[1]);
    expect(waits).to.deep.equal(['1', '2', '4', '1']);
  });

  it('closes sockets that it did not take, and no others', async () => {
    const { thread, clock, lost, closed } = begin();
    await ask(thread, '/exit');
    await lost(1);
    expect(closed).to.deep.equal([101]);
    clock.advance(1000);
    await textOf(await ask(thread, '/adopt'));
    await ask(thread, '/exit');
    await lost(2);
    expect(closed).to.deep.equal([101]);
  });

  it('says 503 while there is none', async () => {
    const { thread } = begin();
    await ask(thread, '/exit');
    expect(await ask(thread, '/told')).to.deep.include({ code: 503 });
  });

  it('says 503 to whoever gets no answer', async () => {
    const { thread, clock } = begin();
    const reply = ask(thread, '/silence');
    clock.advance(30_000);
    expect(await reply).to.deep.include({ code: 503 });
  });

  for (const target of ['/half', '/broken'])
    it(`breaks off a reply that does not come to its end (${target})`, async () => {
      const { thread } = begin();
      const reply = await ask(thread, target);
      expect(reply.code).to.equal(200);
      const problem = await textOf(reply).catch((error: unknown) => String(error));
      expect(problem).to.include('broke off');
    });

  it('stops, though it does not answer, and begins no other', async () => {
    const { thread, begun, entries, clock } = begin();
    await textOf(await ask(thread, '/stubborn'));
    const stopped = thread.stop();
    clock.advance(2000);
    await stopped;
    expect(await ask(thread, '/told')).to.deep.include({ code: 503 });
    expect(begun()).to.equal(1);
    expect(entries).to.have.length(0);
  });

  it('stops while it waits to begin again', async () => {
    const { thread, begun } = begin();
    await ask(thread, '/exit');
    await thread.stop();
    expect(begun()).to.equal(1);
  });
});
