// Tells the service manager that we live, and only if we do: every thread that answers has answered somebody, the main
// thread moves, and probes start when they should. When the signs stop, the service manager restarts us.
//
// The signs come from a thread of their own, because the main thread may be busy for seconds. Where that thread cannot be
// had, the main thread gives them, and asks the service manager for more patience.

import type { Logger } from '../../base/logger.ts';
import type { Libc } from '../../linux/libc.ts';
import type { CounterRow } from '../../serving/counters.ts';
import type { AnsweringThread } from '../../serving/udp-engine.ts';
import type { Notifier } from '../../systemd/notifier.ts';
import { createExamination, type MainParts } from './examine-main.ts';
import { startWatchdogThread } from './start-watchdog-thread.ts';
import { MainWord } from './watchdog-protocol.ts';

export interface WatchdogSettings extends MainParts {
  /** How long the service manager waits for a sign; absent when it does not. */
  readonly limitMs: number | undefined;
  /** NOTIFY_SOCKET. */
  readonly notifySocket: string | undefined;
  readonly libc: Libc | undefined;
  /** Threads that answer UDP; none when the main thread does. */
  readonly threads: readonly AnsweringThread[];
  /** The counters of the main thread. */
  readonly mainRow: CounterRow;
  readonly notifier: Notifier;
  readonly logger: Logger;
}

export interface Watchdog {
  /** Meanwhile the main thread may be silent for longer. */
  atLongWork<Value>(work: () => Promise<Value>): Promise<Value>;
  stop(): Promise<void>;
}

/** One round that is late, or a sign that gets lost, costs nothing; five in a row have to. */
const roundsPerLimit = 6;
/** Node's timers hold 31 bits, and take what does not fit for one millisecond. */
const timerMsMax = 0x7fff_ffff;
/**
 * How long the main thread may be silent, in limits. Where it is the one that answers UDP, half a limit: then nobody is
 * answered, and what is longer is long work. Where workers answer meanwhile, no more is lost than time for verdicts. Long
 * work is a reload, whose image is compiled in one go: 5 s for 100,000 signed names on a busy machine of today.
 */
const patienceLimits = { answeringAlone: 1 / 2, besideWorkers: 3, longWork: 20 } as const;
/** When signs come from the main thread, whatever holds it up holds them up. */
const mainLimitMsMin = 10_000;
const roundsBetweenWords = 2;

const unwatched: Watchdog = { atLongWork: (work) => work(), stop: async () => undefined };

export function startWatchdog(settings: WatchdogSettings): Watchdog {
  const { limitMs, notifySocket, libc, threads, mainRow, notifier, logger } = settings;
  if (limitMs === undefined) return unwatched;
  const roundMs = Math.min(limitMs / roundsPerLimit, timerMsMax);
  const mainLimitMs = Math.max(limitMs, mainLimitMsMin);
  const words = new Int32Array(new SharedArrayBuffer(MainWord.count * Int32Array.BYTES_PER_ELEMENT));
  const findTrouble = createExamination(settings);
  let isGivenByMain = false;
  let troubledRounds = 0;

  function complain(reason: string): void {
    logger.error({ event: 'watchdog-withheld', reason }, `no sign of life given: ${reason}`);
  }

  function giveFromMain(): void {
    isGivenByMain = true;
    notifier.watchdogLimit(mainLimitMs);
    notifier.watchdog();
  }

  function turn(): void {
    const trouble = findTrouble();
    Atomics.store(words, MainWord.hasTrouble, trouble === undefined ? 0 : 1);
    Atomics.add(words, MainWord.turns, 1);
    troubledRounds = trouble === undefined ? 0 : troubledRounds + 1;
    if (trouble !== undefined && troubledRounds % roundsBetweenWords === 1) complain(trouble);
    if (trouble === undefined && isGivenByMain) notifier.watchdog();
  }

  const roundsOf = (limits: number) => limits * roundsPerLimit;
  const { answeringAlone, besideWorkers, longWork } = patienceLimits;
  const plan = {
    roundMs,
    patience: {
      rounds: roundsOf(threads.length === 0 ? answeringAlone : besideWorkers),
      longWorkRounds: roundsOf(longWork),
    },
    workers: threads,
    main: words.buffer as SharedArrayBuffer,
    mainCounters: mainRow.buffer as SharedArrayBuffer,
  };
  turn();
  const timer = setInterval(turn, roundMs);
  const thread =
    libc === undefined || notifySocket === undefined
      ? giveFromMain()
      : startWatchdogThread(
          { ...plan, notifySocket },
          {
            onWithheld: complain,
            onGone(reason) {
              logger.warning(
                { event: 'watchdog-fallback', reason },
                `signs of life come from the main thread: the watchdog's thread is not there: ${reason}`,
              );
              giveFromMain();
            },
          },
        );

  return {
    async atLongWork(work) {
      Atomics.add(words, MainWord.longWork, 1);
      if (isGivenByMain) notifier.watchdogLimit(mainLimitMs * longWork);
      try {
        return await work();
      } finally {
        const isLast = Atomics.sub(words, MainWord.longWork, 1) === 1;
        if (isGivenByMain && isLast) notifier.watchdogLimit(mainLimitMs);
      }
    },
    async stop() {
      clearInterval(timer);
      await thread?.stop();
    },
  };
}
