// The heartbeat: sent while we answer and probe, withheld when one of them stops. From a thread of its own, received on a real
// socket, and from the main thread where there is no such thread.

import { expect } from 'chai';
import { startWatchdog, type Watchdog } from '../../../src/daemon/watchdog/watchdog.ts';
import type { Libc } from '../../../src/linux/libc.ts';
import { openSocketPair } from '../../../src/linux/unix-datagram.ts';
import { Counter, CounterTable } from '../../../src/serving/counters.ts';
import type { BeatingThread } from '../../../src/serving/tcp/stream-thread.ts';
import { StreamWord } from '../../../src/serving/tcp/stream-thread-protocol.ts';
import type { AnsweringThread } from '../../../src/serving/udp/udp-engine.ts';
import { createNotifier } from '../../../src/systemd/notifier.ts';
import { requireLibc } from '../../support/daemon/test-libc.ts';
import {
  openUnixDatagramReceiver,
  type UnixDatagramReceiver,
} from '../../support/daemon/unix-datagram-receiver.ts';
import { createRecordingLogger } from '../../support/recording-logger.ts';
import { until } from '../../support/until.ts';

const sign = 'WATCHDOG=1';

for (const way of ['of its own', 'that is the main one'] as const) {
  const hasThread = way === 'of its own';
  describe(`the heartbeat of the watchdog, on a thread ${way},`, () => {
    let libc: Libc;
    let manager: UnixDatagramReceiver;
    let overdueMs: number;
    let canAnswer: boolean;
    let told: string[];
    let threads: AnsweringThread[];
    let streams: BeatingThread[];
    let log: ReturnType<typeof createRecordingLogger>;
    let watchdog: Watchdog | undefined;

    beforeEach(async () => {
      libc = await requireLibc();
      manager = await openUnixDatagramReceiver();
      [overdueMs, canAnswer, told, threads, streams] = [0, true, [], [], []];
      log = createRecordingLogger();
    });
    afterEach(async () => {
      await watchdog?.stop();
      watchdog = undefined;
      manager.close();
    });

    function start(limitMs: number | undefined, notifySocket = manager.path) {
      watchdog = startWatchdog({
        limitMs,
        notifySocket: hasThread ? notifySocket : undefined,
        libc,
        threads,
        streams,
        mainRow: new CounterTable().addRow(),
        canAnswer: () => canAnswer,
        monitor: {
          get overdueMs() {
            return overdueMs;
          },
        },
        notifier: createNotifier((state) => told.push(state)),
        logger: log.logger,
      });
    }

    const heard = () => (hasThread ? manager.texts : told);
    const signs = () => heard().filter((text) => text === sign).length;
    const reasons = () => log.entries.map(({ fields }) => `${fields.event}: ${fields['reason']}`);

    it('is sent while all is well, and nothing is logged about it', async () => {
      start(300);
      await until('six signs', () => signs() >= 6);
      expect(log.entries).to.deep.equal([]);
    });

    for (const [what, harm, heal, reason] of [
      [
        'a query of our own is not answered',
        () => (canAnswer = false),
        () => (canAnswer = true),
        /not answered/,
      ],
      ['probes do not start', () => (overdueMs = 60_000), () => (overdueMs = 9000), /a probe is 60 s late/],
    ] as const) {
      it(`is withheld, and the log says why, when ${what}`, async () => {
        start(300);
        await until('a sign', () => signs() >= 2);
        harm();
        await until('a complaint', () => log.entries.length > 0);
        expect(reasons()[0])
          .to.match(/^watchdog-withheld: /)
          .and.match(reason);
        const count = signs();
        await until('more complaints', () => log.entries.length >= 3);
        // One may have been in flight.
        expect(signs()).to.be.at.most(count + 1);
        heal();
        await until('signs again', () => signs() >= count + 3);
      });
    }

    it('is never sent when nobody watches, nor after the end', async () => {
      start(undefined);
      expect(heard()).to.deep.equal([]);
      start(100);
      await until('a sign', () => signs() >= 2);
      await watchdog?.stop();
      const count = signs();
      await new Promise((resolve) => setTimeout(resolve, 120));
      expect(signs()).to.equal(count);
    });

    it('is not sent in a busy loop for a limit of months', async () => {
      start(5_000_000_000);
      await until('the first sign', () => signs() === 1);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(signs()).to.equal(1);
    });

    describe('with a thread that beats', () => {
      let timer: NodeJS.Timeout | undefined;
      let row: Float64Array;
      let words: Int32Array;
      let isStuck: boolean;

      beforeEach(() => {
        row = new CounterTable().addRow();
        words = new Int32Array(new SharedArrayBuffer(StreamWord.count * 4));
        Atomics.store(words, StreamWord.isServing, 1);
        isStuck = false;
        const beat = () => {
          if (!isStuck) Atomics.add(words, StreamWord.beats, 1);
        };
        streams = [
          {
            name: 'the thread for TCP',
            control: words.buffer as SharedArrayBuffer,
            counters: row.buffer as SharedArrayBuffer,
            beatEvery: (ms) => {
              timer = setInterval(beat, ms);
            },
          },
        ];
      });
      afterEach(() => clearInterval(timer));

      it('is sent while it does', async () => {
        start(600);
        await until('six signs', () => signs() >= 6);
        expect(log.entries).to.deep.equal([]);
      });

      it('is sent while it answers others, though its loop does not turn', async () => {
        isStuck = true;
        const answering = setInterval(() => {
          row[Counter.replies] = (row[Counter.replies] as number) + 1;
        }, 5);
        start(600);
        await until('six signs', () => signs() >= 6);
        expect(log.entries).to.deep.equal([]);
        clearInterval(answering);
      });

      it('is withheld when it is stuck, the log names it, and is sent again when it is not', async () => {
        start(300);
        await until('a sign', () => signs() >= 2);
        isStuck = true;
        await until('two complaints', () => log.entries.length >= 2);
        expect(reasons()[0]).to.match(/the thread for TCP has not answered us or anybody else/);
        const count = signs();
        isStuck = false;
        await until('signs again', () => signs() >= count + 3);
      });
    });

    if (!hasThread) {
      it('comes with requests for as much patience as the main thread needs, and more during long work', async () => {
        start(300);
        expect(told.slice(0, 2)).to.deep.equal(['WATCHDOG_USEC=10000000', sign]);
        await watchdog?.atLongWork(async () => {
          expect(told.at(-1)).to.equal('WATCHDOG_USEC=200000000');
        });
        expect(told.at(-1)).to.equal('WATCHDOG_USEC=10000000');
      });
      return;
    }

    it('comes from the main thread, and the log says so, when the notify socket is unusable', async () => {
      start(300, 'vsock:2:1234');
      await until('signs', () => told.filter((text) => text === sign).length >= 2);
      expect(reasons()).to.deep.equal(['watchdog-fallback: the notify socket vsock:2:1234 cannot be used']);
    });

    it('is sent while the main thread is busy with long work', async () => {
      start(300);
      await until('a sign', () => signs() >= 2);
      const block = (ms: number) => {
        const count = signs();
        const endMs = performance.now() + ms;
        while (performance.now() < endMs);
        return signs() - count;
      };
      await watchdog?.atLongWork(async () => expect(block(1500)).to.be.at.least(5));
    });

    describe('with a thread that answers', () => {
      let answers: number;
      let row: Float64Array;

      beforeEach(() => {
        const pair = openSocketPair(libc);
        if (!pair.ok) throw new Error(pair.problem);
        const [asks, other] = pair.value;
        answers = other;
        row = new CounterTable().addRow();
        threads = [{ name: 'UDP worker 0', asks, counters: row.buffer as SharedArrayBuffer }];
      });
      afterEach(() => {
        for (const fd of [answers, ...threads.map(({ asks }) => asks)]) libc.close(fd);
      });

      /** Repeats something as often as it can for as long as the test wants. */
      function often(act: () => void): () => void {
        const timer = setInterval(act, 5);
        return () => clearInterval(timer);
      }

      function answerOurselves(change: (octets: Uint8Array) => void): () => void {
        const octets = new Uint8Array(512);
        return often(() => {
          const count = libc.read(answers, octets, octets.length);
          if (count <= 0) return;
          change(octets);
          libc.write(answers, octets, count);
        });
      }

      it('is sent while it answers us', async () => {
        const stop = answerOurselves((octets) => {
          octets[2] = 0x80;
        });
        start(600);
        await until('six signs', () => signs() >= 6);
        expect(log.entries).to.deep.equal([]);
        stop();
      });

      it('is sent while it answers others, whatever becomes of our questions', async () => {
        const stop = often(() => {
          row[Counter.replies] = (row[Counter.replies] as number) + 1;
        });
        start(600);
        await until('six signs', () => signs() >= 6);
        expect(log.entries).to.deep.equal([]);
        stop();
      });

      for (const [what, begin] of [
        ['answers nobody', () => () => undefined],
        ['only echoes', () => answerOurselves(() => undefined)],
        [
          'sends nothing of what it answers',
          () =>
            often(() => {
              for (const counter of [Counter.replies, Counter.unsent])
                row[counter] = (row[counter] as number) + 1;
            }),
        ],
      ] as const) {
        it(`is withheld from the first round on when it ${what}, and the log names it`, async () => {
          const stop = begin();
          start(300);
          await until('two complaints', () => log.entries.length >= 2);
          expect(reasons()[0]).to.match(/UDP worker 0 has not answered us or anybody else for \d/);
          expect(signs()).to.be.at.most(2);
          stop();
        });
      }
    });
  });
}
