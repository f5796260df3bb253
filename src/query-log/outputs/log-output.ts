// Where logged queries go, as the thread that reads the rings sees it, and what an output tells of itself. Refuses to know any
// output.

import type { LogRecord } from '../../serving/query-log/log-record.ts';

export interface LogOutput {
  /** Waits for nothing and nobody: what cannot be taken is counted as lost. */
  take(record: LogRecord): void;
  /** That was all for now. */
  flush(): void;
  /** Somebody may have moved the file away. */
  reopen(): void;
  /** For good; resolves when what was taken is on its way, or it is no use to wait. */
  close(): Promise<void>;
}

/** What becomes of records, and what an operator should know. */
export interface OutputTold {
  written(records: number): void;
  lost(records: number): void;
  /** Words for people that name the output: from now on records are lost. Told once. */
  failing(reason: string): void;
  /** Again; told once, after `failing`. */
  works(): void;
}

/** Tells of trouble when it begins and when it ends, however often it is met meanwhile. */
export class Trouble {
  readonly #told: Pick<OutputTold, 'failing' | 'works'>;
  #reason: string | undefined;

  constructor(told: Pick<OutputTold, 'failing' | 'works'>) {
    this.#told = told;
  }

  meet(reason: string): void {
    if (reason === this.#reason) return;
    this.#reason = reason;
    this.#told.failing(reason);
  }

  over(): void {
    if (this.#reason === undefined) return;
    this.#reason = undefined;
    this.#told.works();
  }
}
