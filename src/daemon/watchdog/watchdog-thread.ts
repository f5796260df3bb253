// The thread that sends heartbeats to the service manager. It does nothing else, so that nothing delays them: in every round
// it checks who has answered, sends a heartbeat or not, and asks again.

import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '../../base/invariant.ts';
import { loadLibc } from '../../linux/libc.ts';
import { openNotifySocket } from '../../linux/notify-socket.ts';
import { nameThread } from '../../linux/thread-names.ts';
import { isReplyToOurselves, ownQuestion } from '../../serving/answering/own-question.ts';
import { sentReplies } from '../../serving/counters.ts';
import { LifeJudge, type MainSigns, type Trouble, type WorkerSigns } from './judge-life.ts';
import { createPulse } from './pulse.ts';
import { MainWord, type WatchdogStart, type WithheldMessage } from './watchdog-protocol.ts';

/** A single silent round is not worth reporting; six are the end. */
const roundsBetweenReports = 2;
/** Later than this, it was not just a timer that was late. */
const roundsToBeLate = 2;
const standardError = 2;
const replyOctetsMax = 512;

function run({ notifySocket, roundMs, patience, workers, streams, main, ...shared }: WatchdogStart) {
  const loaded = loadLibc();
  invariant(loaded.ok, 'the main thread has loaded it');
  const libc = loaded.value;
  const notify = openNotifySocket(libc, notifySocket);
  if (notify === undefined) throw new Error(`the notify socket ${notifySocket} cannot be used`);
  const judge = new LifeJudge(workers.length + streams.length, patience);
  const names = [...workers, ...streams].map(({ name }) => name);
  const rows = [...workers, ...streams].map(({ counters }) => new Float64Array(counters));
  const pulses = streams.map(createPulse);
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
      workers: [...workers.map(hasAnsweredUs), ...pulses.map((pulse) => pulse())].map(toSigns),
      main: readMainSigns(mainWords, mainRow),
    });
    lastRoundMs = nowMs;
    if (trouble === undefined) notify.send('WATCHDOG=1');
    troubledRounds = trouble === undefined ? 0 : troubledRounds + 1;
    if (trouble !== undefined && troubledRounds % roundsBetweenReports === 0) report(trouble);
    askAll();
  }, roundMs);

  function hasAnsweredUs({ asks }: { readonly asks: number }): boolean {
    let hasAnswered = false;
    for (;;) {
      const octets = libc.read(asks, reply, reply.length);
      // Nobody else has the other end, so whichever question of ours it answers, it did so since the last round.
      if (octets <= 0) return hasAnswered;
      if (isReplyToOurselves(reply, octets)) hasAnswered = true;
    }
  }

  function toSigns(hasAnsweredUs: boolean, index: number): WorkerSigns {
    return { hasAnsweredUs, replies: sentReplies(rows[index] ?? mainRow) };
  }

  function askAll(): void {
    // If the socket is full, enough questions are waiting in it already.
    for (const { asks } of workers) libc.write(asks, ownQuestion, ownQuestion.length);
  }

  function report(trouble: Trouble): void {
    if (trouble.kind === 'reported') return;
    const duration = `${((trouble.silentRounds * roundMs) / 1000).toFixed(1)} s`;
    if (trouble.kind === 'main') reportStuckMain(duration);
    else reportSilentWorker(names[trouble.index] ?? '', duration);
  }
}

function readMainSigns(words: Int32Array, row: Float64Array): MainSigns {
  return {
    turns: Atomics.load(words, MainWord.turns),
    hasTrouble: Atomics.load(words, MainWord.hasTrouble) !== 0,
    isAtLongWork: Atomics.load(words, MainWord.longWork) !== 0,
    replies: sentReplies(row),
  };
}

function reportSilentWorker(name: string, duration: string): void {
  const message: WithheldMessage = { reason: `${name} has not answered us or anybody else for ${duration}` };
  parentPort?.postMessage(message);
}

/** On standard error, because it is the main thread that writes the log. */
function reportStuckMain(duration: string): void {
  const line = `healthy-dns: watchdog heartbeat withheld: the main thread has not moved for ${duration}\n`;
  try {
    writeSync(standardError, line);
  } catch {}
}

nameThread('watchdog');
run(workerData as WatchdogStart);
