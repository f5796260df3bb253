// The thread that gives the service manager its signs of life. It has no other work, so that nothing makes a sign late: in
// every round it looks who has answered, gives the sign or not, and asks again.

import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '../../base/invariant.ts';
import { loadLibc } from '../../linux/libc.ts';
import { openNotifySocket } from '../../linux/notify-socket.ts';
import { sentReplies } from '../../serving/counters.ts';
import { isReplyToOurselves, ownQuestion } from '../../serving/own-question.ts';
import { LifeJudge, type MainSigns, type Trouble, type WorkerSigns } from './judge-life.ts';
import { MainWord, type WatchdogStart, type WatchdogWord } from './watchdog-protocol.ts';

/** A single silent round is nothing to talk about; six of them are the end. */
const roundsBetweenWords = 2;
/** Later than this, and it was not only a timer that was late. */
const roundsToBeLate = 2;
const standardError = 2;
const replyOctetsMax = 512;

function run({ notifySocket, roundMs, patience, workers, main, ...shared }: WatchdogStart) {
  const loaded = loadLibc();
  invariant(loaded.ok, 'what the main thread could load, this one can load too');
  const libc = loaded.value;
  const notify = openNotifySocket(libc, notifySocket);
  if (notify === undefined) throw new Error(`the notify socket ${notifySocket} cannot be used`);
  const judge = new LifeJudge(workers.length, patience);
  const rows = workers.map(({ counters }) => new Float64Array(counters));
  const mainWords = new Int32Array(main);
  const mainRow = new Float64Array(shared.mainCounters);
  const reply = new Uint8Array(new ArrayBuffer(replyOctetsMax));
  let lastRoundMs = performance.now();
  let troubledRounds = 0;

  notify.send('WATCHDOG=1');
  askAll();
  setInterval(() => {
    const nowMs = performance.now();
    const trouble = judge.judge({
      isLate: nowMs - lastRoundMs > roundsToBeLate * roundMs,
      workers: workers.map(hearWorker),
      main: hearMain(),
    });
    lastRoundMs = nowMs;
    if (trouble === undefined) notify.send('WATCHDOG=1');
    troubledRounds = trouble === undefined ? 0 : troubledRounds + 1;
    if (trouble !== undefined && troubledRounds % roundsBetweenWords === 0) complain(trouble);
    askAll();
  }, roundMs);

  function hearWorker({ asks }: { readonly asks: number }, index: number): WorkerSigns {
    let hasAnsweredUs = false;
    for (;;) {
      const octets = libc.read(asks, reply, reply.length);
      if (octets <= 0) break;
      // Nobody else has the other end: whatever question of ours it is about, it was answered since the last round.
      if (isReplyToOurselves(reply, octets)) hasAnsweredUs = true;
    }
    return { hasAnsweredUs, replies: sentReplies(rows[index] ?? mainRow) };
  }

  function hearMain(): MainSigns {
    return {
      turns: Atomics.load(mainWords, MainWord.turns),
      hasTrouble: Atomics.load(mainWords, MainWord.hasTrouble) !== 0,
      isAtLongWork: Atomics.load(mainWords, MainWord.longWork) !== 0,
      replies: sentReplies(mainRow),
    };
  }

  function askAll(): void {
    // When there is no room, questions enough wait there already.
    for (const { asks } of workers) libc.write(asks, ownQuestion, ownQuestion.length);
  }

  function complain(trouble: Trouble): void {
    if (trouble.kind === 'told') return;
    const seconds = (trouble.silentRounds * roundMs) / 1000;
    const forSoLong = `for ${seconds.toFixed(1)} s`;
    if (trouble.kind === 'worker') {
      const name = workers[trouble.index]?.name ?? '';
      tell({ reason: `${name} has answered neither us nor anybody else ${forSoLong}` });
      return;
    }
    // It is the main thread that writes the log.
    const line = `healthy-dns: no sign of life given: the main thread has not moved ${forSoLong}\n`;
    try {
      writeSync(standardError, line);
    } catch {}
  }

  function tell(word: WatchdogWord): void {
    parentPort?.postMessage(word);
  }
}

run(workerData as WatchdogStart);
