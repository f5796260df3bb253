// The query-log thread as the main thread sees it: started when queries are to be logged, told where to log them, stopped. Nobody
// waits for it; if it dies, the next one carries on with what is left in the rings.

import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { SideThread, type StoppedWord } from '../base/side-thread.ts';
import type { CounterTable } from '../serving/counters.ts';
import type { QueryLogMemory, QueryLogPolicy } from '../serving/policy.ts';
import { createRingMemory, turnsIn } from '../serving/query-log/ring-memory.ts';
import type { FromQueryLog, LogPlan, ToQueryLog } from './query-log-protocol.ts';
import { StallWatch, stallMs } from './stall-watch.ts';

export interface QueryLogThreadPlan {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counters: CounterTable;
  /** How many threads answer, the main thread included. */
  readonly writers: number;
  /** For tests: instead of the real one. */
  readonly program?: URL;
}

/** What the configuration asks for. */
export interface WantedLog extends LogPlan {
  readonly share: number;
}

/** The lines of a turn and messages waiting for a collector take some ten megabytes. */
const heapMaxMb = 128;
/** For writing what is left and ending the collector's stream. */
const stopPatienceMs = 1000;

const ownProgram = new URL('./query-log-worker.js', import.meta.url);

type Side = SideThread<ToQueryLog, Exclude<FromQueryLog, StoppedWord>>;

export class QueryLogThread {
  readonly #with: QueryLogThreadPlan;
  #row: Float64Array | undefined;
  #lastNumber = 0;
  /** Present while there is a log. */
  #side: Side | undefined;
  #memory: QueryLogMemory | undefined;
  #plan: LogPlan | undefined;
  #trouble: string | undefined;
  /** What a thread that waits cannot say itself. */
  #stall: string | undefined;
  #stopWatching: () => void = () => undefined;

  constructor(plan: QueryLogThreadPlan) {
    this.#with = plan;
  }

  /** Why nothing is written at the moment. */
  get trouble(): string | undefined {
    return this.#stall ?? this.#trouble;
  }

  /** Returns the policy for the threads that answer; undefined: no log. */
  apply(wanted: WantedLog | undefined): QueryLogPolicy | undefined {
    if (wanted === undefined) {
      void this.stop();
      return undefined;
    }
    const { share, ...plan } = wanted;
    const isOther = !isDeepStrictEqual(plan, this.#plan);
    this.#plan = plan;
    this.#memory ??= { number: ++this.#lastNumber, octets: createRingMemory(this.#with.writers) };
    if (this.#side === undefined) {
      this.#side = this.#open(this.#memory);
      this.#side.start();
    } else if (isOther) {
      this.#trouble = undefined;
      this.#side.tell({ kind: 'apply', plan });
    }
    return { share, keepsWhole: plan.output.kind === 'dnstap', memory: this.#memory };
  }

  /** Its file may have been rotated. */
  reopen(): void {
    this.#side?.tell({ kind: 'reopen' });
  }

  /** Resolves once everything is written, or after a second. */
  async stop(): Promise<void> {
    const side = this.#side;
    this.#side = undefined;
    this.#memory = undefined;
    this.#trouble = undefined;
    this.#endWatch();
    await side?.stop();
  }

  #open({ octets: memory }: QueryLogMemory): Side {
    const { clock, counters, program = ownProgram } = this.#with;
    this.#row ??= counters.addRow();
    const row = this.#row.buffer as SharedArrayBuffer;
    const side: Side = new SideThread({
      ...{ clock, program, heapMaxMb, stopPatienceMs },
      name: 'query-log',
      onBegun: () => {
        if (this.#plan !== undefined) side.tell({ kind: 'start', plan: this.#plan, memory, counters: row });
        this.#watch(memory);
      },
      // The fate of a log that is no longer wanted concerns nobody.
      hear: (word) => {
        if (side === this.#side) this.#hear(word);
      },
      onEnded: () => {
        if (side === this.#side) this.#endWatch();
      },
      onLost: (reason) => this.#fail(`the thread for the query log ended (${reason})`),
    });
    return side;
  }

  #hear(word: Exclude<FromQueryLog, StoppedWord>): void {
    if (word.kind === 'failing') this.#fail(word.reason);
    else if (this.#trouble !== undefined) {
      this.#trouble = undefined;
      this.#logWorks();
    }
  }

  #watch(memory: SharedArrayBuffer): void {
    const watch = new StallWatch({
      clock: this.#with.clock,
      turns: () => turnsIn(memory),
      onStall: () => {
        this.#stall = `nothing has been taken for the query log for ${stallMs / 1000} s: its disk does not answer`;
        this.#warnOf(this.#stall);
      },
      onMoving: () => {
        this.#stall = undefined;
        if (this.#trouble === undefined) this.#logWorks();
      },
    });
    this.#stopWatching = watch.stop;
  }

  #endWatch(): void {
    this.#stopWatching();
    this.#stall = undefined;
  }

  #fail(reason: string): void {
    this.#trouble = reason;
    this.#warnOf(reason);
  }

  #warnOf(reason: string): void {
    this.#with.logger.warning(
      { event: 'query-log-failing', reason },
      `${reason}; queries are still answered, but not logged until this is fixed`,
    );
  }

  #logWorks(): void {
    this.#with.logger.info({ event: 'query-log-works' }, 'queries are logged again');
  }
}
