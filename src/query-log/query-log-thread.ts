// The thread that writes the query log, as the main thread sees it: begins it when queries are to be logged, tells it where to, ends
// it. Nobody waits for it; when it dies it is begun anew, and finds in the rings what it had not read.

import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { SideThread, type StoppedWord } from '../base/side-thread.ts';
import type { CounterTable } from '../serving/counters.ts';
import type { QueryLogMemory, QueryLogPolicy } from '../serving/policy.ts';
import { createRingMemory } from '../serving/query-log/ring-memory.ts';
import type { FromQueryLog, LogPlan, ToQueryLog } from './query-log-protocol.ts';

export interface QueryLogThreadPlan {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counters: CounterTable;
  /** Threads that answer, this one included. */
  readonly writers: number;
  /** Instead of the thread's own; for tests. */
  readonly program?: URL;
}

/** With what a log is kept. */
export interface WantedLog extends LogPlan {
  readonly share: number;
}

/** Lines of a turn and messages that wait for a collector take some ten megabytes; beyond this the thread ends, and not the process. */
const heapMaxMb = 128;
/** To write what is left, and to say goodbye to a collector. */
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

  constructor(plan: QueryLogThreadPlan) {
    this.#with = plan;
  }

  /** Why nothing is written at the moment. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** By what the threads that answer go then; undefined: no log. */
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

  /** Its file may have been moved away. */
  reopen(): void {
    this.#side?.tell({ kind: 'reopen' });
  }

  /** Resolves when all is written, or it takes too long. */
  async stop(): Promise<void> {
    const side = this.#side;
    this.#side = undefined;
    this.#memory = undefined;
    this.#trouble = undefined;
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
      },
      // What becomes of a log that is no longer wanted is nobody's trouble.
      hear: (word) => {
        if (side === this.#side) this.#hear(word);
      },
      onLost: (reason) => this.#fail(`the thread for the query log ended (${reason})`),
    });
    return side;
  }

  #hear(word: Exclude<FromQueryLog, StoppedWord>): void {
    if (word.kind === 'failing') this.#fail(word.reason);
    else if (this.#trouble !== undefined) {
      this.#trouble = undefined;
      this.#with.logger.info({ event: 'query-log-works' }, 'queries are logged again');
    }
  }

  #fail(reason: string): void {
    this.#trouble = reason;
    this.#with.logger.warning(
      { event: 'query-log-failing', reason },
      `${reason}; queries are answered, and not logged until that is mended`,
    );
  }
}
