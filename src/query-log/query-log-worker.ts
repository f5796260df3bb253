// The program of the query-log thread: it may wait for a disk or a collector, because nobody waits for it. Sees rings and an
// output; knows neither zones nor our sockets.

import { parentPort } from 'node:worker_threads';
import { systemClock } from '../base/clock.ts';
import { nameThread } from '../linux/thread-names.ts';
import { add, Counter } from '../serving/counters.ts';
import { countTurn, ringsIn } from '../serving/query-log/ring-memory.ts';
import { RingReader } from '../serving/query-log/ring-reader.ts';
import { Drain } from './drain.ts';
import { openOutput } from './open-output.ts';
import type { LogOutput, OutputTold } from './outputs/log-output.ts';
import type { FromQueryLog, LogPlan, QueryLogStart, ToQueryLog } from './query-log-protocol.ts';

nameThread('query-log');

function tell(word: FromQueryLog): void {
  parentPort?.postMessage(word);
}

class QueryLogWorker {
  readonly #told: OutputTold;
  /** Whether the main thread knows: it may still blame this output for what another thread or output did. */
  #isKnownToWork = false;
  #output: LogOutput;
  readonly #drain: Drain;

  constructor({ plan, memory, counters }: QueryLogStart) {
    const row = new Float64Array(counters);
    this.#told = {
      written: (records) => {
        add(row, Counter.queryLogWritten, records);
        if (records > 0) this.#tellThatItWorks();
      },
      lost: (records) => add(row, Counter.queryLogUnwritten, records),
      failing: (reason) => {
        this.#isKnownToWork = false;
        tell({ kind: 'failing', reason });
      },
      works: () => this.#tellThatItWorks(),
    };
    this.#output = openOutput(plan, this.#told);
    const rings = ringsIn(memory).map((ring) => new RingReader(ring));
    this.#drain = new Drain(rings, this.#output, plan.clients, {
      clock: systemClock,
      onTurn: () => countTurn(memory),
    });
    this.#drain.start();
  }

  apply(plan: LogPlan): void {
    void this.#output.close();
    this.#isKnownToWork = false;
    this.#output = openOutput(plan, this.#told);
    this.#drain.apply(this.#output, plan.clients);
  }

  reopen(): void {
    this.#output.reopen();
  }

  async stop(): Promise<void> {
    this.#drain.stop();
    await this.#output.close();
    tell({ kind: 'stopped' });
  }

  #tellThatItWorks(): void {
    if (this.#isKnownToWork) return;
    this.#isKnownToWork = true;
    tell({ kind: 'works' });
  }
}

let worker: QueryLogWorker | undefined;

parentPort?.on('message', (word: ToQueryLog) => {
  switch (word.kind) {
    case 'start':
      worker = new QueryLogWorker(word);
      return;
    case 'apply':
      worker?.apply(word.plan);
      return;
    case 'reopen':
      worker?.reopen();
      return;
    case 'stop':
      void worker?.stop();
  }
});
