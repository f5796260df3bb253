// Sends heartbeats to the service manager while we are alive: every answering thread has answered somebody, the main thread
// moves, and probes start on time. When heartbeats stop, the service manager restarts us.
//
// They come from a thread of their own, because the main thread may be busy for seconds. If there is no such thread, the
// main thread sends them and asks the service manager for more patience.

import type { Logger } from '../../base/logger.ts';
import type { Libc } from '../../linux/libc.ts';
import type { CounterRow } from '../../serving/counters.ts';
import type { BeatingThread } from '../../serving/tcp/stream-thread.ts';
import type { AnsweringThread } from '../../serving/udp/udp-engine.ts';
import type { Notifier } from '../../systemd/notifier.ts';
import { createExamination, type MainParts } from './examine-main.ts';
import { createPulse } from './pulse.ts';
import { startWatchdogThread, type WatchdogThread } from './start-watchdog-thread.ts';
import { MainWord, type WatchdogStart } from './watchdog-protocol.ts';

export interface WatchdogSettings extends MainParts {
  /** How long the service manager waits for a heartbeat; absent if it does not watch. */
  readonly limitMs: number | undefined;
  /** NOTIFY_SOCKET. */
  readonly notifySocket: string | undefined;
  readonly libc: Libc | undefined;
  /** Threads that answer UDP; none if the main thread does. */
  readonly threads: readonly AnsweringThread[];
  /** Threads that answer TCP. */
  readonly streams: readonly BeatingThread[];
  /** The counters of the main thread. */
  readonly mainRow: CounterRow;
  readonly notifier: Notifier;
  readonly logger: Logger;
}

export interface Watchdog {
  /** While `work` runs, the main thread may be silent for longer. */
  atLongWork<Value>(work: () => Promise<Value>): Promise<Value>;
  stop(): Promise<void>;
}

/** A late round or a lost heartbeat does no harm; it takes five in a row. */
const roundsPerLimit = 6;
/** Node's timers hold 31 bits and turn larger delays into one millisecond. */
const timerMsMax = 0x7fff_ffff;
/**
 * How long the main thread may be silent, in limits. If it answers UDP itself, half a limit, because nobody gets an answer
 * meanwhile and anything longer is long work. If workers answer, only verdicts are delayed. Long work is a reload or
 * an update, either of which may compile its image in one go: 5 s for 100,000 signed names on a busy machine of 2026.
 */
const patienceLimits = { answeringAlone: 1 / 2, besideWorkers: 3, longWork: 20 } as const;
/** If heartbeats come from the main thread, whatever holds it up holds them up. */
const mainLimitMsMin = 10_000;
const roundsBetweenReports = 2;
/** A beat may be late by a turn of its loop, and a round must not miss it. */
const beatsPerRound = 3;

const unwatched: Watchdog = { atLongWork: (work) => work(), stop: async () => undefined };

export function startWatchdog(settings: WatchdogSettings): Watchdog {
  const { limitMs } = settings;
  return limitMs === undefined ? unwatched : new RunningWatchdog(settings, limitMs);
}

class RunningWatchdog implements Watchdog {
  readonly #with: WatchdogSettings;
  /** What the service manager is asked for while heartbeats come from the main thread. */
  readonly #mainLimitMs: number;
  readonly #words = new Int32Array(new SharedArrayBuffer(MainWord.count * Int32Array.BYTES_PER_ELEMENT));
  readonly #findTrouble: () => string | undefined;
  readonly #pulses: readonly { readonly name: string; readonly isBeating: () => boolean }[];
  readonly #timer: NodeJS.Timeout;
  readonly #thread: WatchdogThread | undefined;
  #isSentByMain = false;
  #troubledRounds = 0;

  constructor(settings: WatchdogSettings, limitMs: number) {
    const roundMs = Math.min(limitMs / roundsPerLimit, timerMsMax);
    this.#with = settings;
    this.#mainLimitMs = Math.max(limitMs, mainLimitMsMin);
    for (const { beatEvery } of settings.streams) beatEvery(roundMs / beatsPerRound);
    this.#pulses = settings.streams.map((stream) => ({ name: stream.name, isBeating: createPulse(stream) }));
    this.#findTrouble = createExamination(settings);
    this.#turn();
    this.#timer = setInterval(() => this.#turn(), roundMs);
    this.#thread = this.#startThread(roundMs);
  }

  async atLongWork<Value>(work: () => Promise<Value>): Promise<Value> {
    const { notifier } = this.#with;
    Atomics.add(this.#words, MainWord.longWork, 1);
    if (this.#isSentByMain) notifier.watchdogLimit(this.#mainLimitMs * patienceLimits.longWork);
    try {
      return await work();
    } finally {
      const isLast = Atomics.sub(this.#words, MainWord.longWork, 1) === 1;
      if (this.#isSentByMain && isLast) notifier.watchdogLimit(this.#mainLimitMs);
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#thread?.stop();
  }

  /** A round of the main thread: examines itself, and shows the other thread that its loop turns. */
  #turn(): void {
    const trouble = this.#findTrouble() ?? (this.#isSentByMain ? this.#findSilent() : undefined);
    Atomics.store(this.#words, MainWord.hasTrouble, trouble === undefined ? 0 : 1);
    Atomics.add(this.#words, MainWord.turns, 1);
    this.#troubledRounds = trouble === undefined ? 0 : this.#troubledRounds + 1;
    if (trouble === undefined && this.#isSentByMain) this.#with.notifier.watchdog();
    if (trouble !== undefined && this.#troubledRounds % roundsBetweenReports === 1)
      this.#logWithheld(trouble);
  }

  /** Where no other thread looks after those that answer TCP. */
  #findSilent(): string | undefined {
    // All of them, as a pulse compares with the last time that it was felt.
    const silent = this.#pulses.filter(({ isBeating }) => !isBeating());
    return silent[0] && `${silent[0].name} has not answered us or anybody else`;
  }

  #startThread(roundMs: number): WatchdogThread | undefined {
    const { libc, notifySocket, threads, streams, mainRow, logger } = this.#with;
    if (libc === undefined || notifySocket === undefined) {
      this.#sendFromMain();
      return undefined;
    }
    const { answeringAlone, besideWorkers, longWork } = patienceLimits;
    const start: WatchdogStart = {
      notifySocket,
      roundMs,
      patience: {
        rounds: (threads.length === 0 ? answeringAlone : besideWorkers) * roundsPerLimit,
        longWorkRounds: longWork * roundsPerLimit,
      },
      workers: threads,
      streams: streams.map(({ name, control, counters }) => ({ name, control, counters })),
      main: this.#words.buffer as SharedArrayBuffer,
      mainCounters: mainRow.buffer as SharedArrayBuffer,
    };
    return startWatchdogThread(start, {
      onWithheld: (reason) => this.#logWithheld(reason),
      onGone: (reason) => {
        logger.warning(
          { event: 'watchdog-fallback', reason },
          `sending watchdog heartbeats from the main thread, because their own thread is gone: ${reason}`,
        );
        this.#sendFromMain();
      },
    });
  }

  #sendFromMain(): void {
    this.#isSentByMain = true;
    this.#with.notifier.watchdogLimit(this.#mainLimitMs);
    this.#with.notifier.watchdog();
  }

  #logWithheld(reason: string): void {
    this.#with.logger.error({ event: 'watchdog-withheld', reason }, `watchdog heartbeat withheld: ${reason}`);
  }
}
