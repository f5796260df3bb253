// The thread that writes the query log, as the main thread sees it: begins it when queries are to be logged, tells it where to, ends
// it. Nobody waits for it; when it dies it is begun anew, and finds in the rings what it had not read.

import { Worker } from 'node:worker_threads';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { RestartPace } from '../base/restart-pace.ts';
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

export class QueryLogThread {
  readonly #with: QueryLogThreadPlan;
  #row: Float64Array | undefined;
  #memory: QueryLogMemory | undefined;
  #lastNumber = 0;
  #plan: LogPlan | undefined;
  #thread: Worker | undefined;
  readonly #pace = new RestartPace();
  #callOffRestart: () => void = () => undefined;
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
    this.#plan = plan;
    this.#memory ??= { number: ++this.#lastNumber, octets: createRingMemory(this.#with.writers) };
    if (this.#thread === undefined) this.#begin();
    else this.#tell({ kind: 'apply', plan });
    return { share, keepsWhole: plan.output.kind === 'dnstap', memory: this.#memory };
  }

  /** Its file may have been moved away. */
  reopen(): void {
    this.#tell({ kind: 'reopen' });
  }

  /** Resolves when all is written, or it takes too long. */
  async stop(): Promise<void> {
    const thread = this.#thread;
    this.#callOffRestart();
    this.#plan = undefined;
    this.#memory = undefined;
    this.#thread = undefined;
    this.#trouble = undefined;
    if (thread === undefined) return;
    await new Promise<void>((resolve) => {
      const callOff = this.#with.clock.after(stopPatienceMs, resolve);
      thread.once('exit', () => {
        callOff();
        resolve();
      });
      thread.postMessage({ kind: 'stop' } satisfies ToQueryLog);
    });
    // Not waited for: one that waits for a disk ends when the disk lets it.
    void thread.terminate();
  }

  #begin(): void {
    const plan = this.#plan;
    const memory = this.#memory;
    if (plan === undefined || memory === undefined) return;
    this.#callOffRestart();
    let thread: Worker;
    try {
      thread = new Worker(this.#with.program ?? new URL('./query-log-worker.js', import.meta.url), {
        name: 'query-log',
        stdin: false,
        resourceLimits: { maxOldGenerationSizeMb: heapMaxMb },
      });
    } catch (error) {
      this.#beginLater(error);
      return;
    }
    this.#thread = thread;
    this.#pace.begun(this.#with.clock.monotonicMs());
    let reason: unknown;
    thread.on('message', (word: FromQueryLog) => {
      if (thread === this.#thread) this.#hear(word);
    });
    thread.on('error', (error) => {
      reason = error;
    });
    thread.on('exit', (code) => {
      if (thread !== this.#thread) return;
      this.#thread = undefined;
      this.#beginLater(reason ?? `it ended with code ${code}`);
    });
    this.#row ??= this.#with.counters.addRow();
    const counters = this.#row.buffer as SharedArrayBuffer;
    this.#tell({ kind: 'start', plan, memory: memory.octets, counters });
  }

  #beginLater(reason: unknown): void {
    const { clock } = this.#with;
    const delayMs = this.#pace.ended(clock.monotonicMs());
    this.#fail(`the thread for the query log ended (${reason})`);
    this.#callOffRestart = clock.after(delayMs, () => this.#begin());
  }

  #hear(word: FromQueryLog): void {
    if (word.kind === 'failing') this.#fail(word.reason);
    if (word.kind !== 'works') return;
    this.#trouble = undefined;
    this.#with.logger.info({ event: 'query-log-works' }, 'queries are logged again');
  }

  #fail(reason: string): void {
    this.#trouble = reason;
    this.#with.logger.warning(
      { event: 'query-log-failing', reason },
      `${reason}; queries are answered, and not logged until that is mended`,
    );
  }

  #tell(word: ToQueryLog): void {
    this.#thread?.postMessage(word);
  }
}
