// What every output of the query log does, and what it reports about itself. Refuses to know any of them.

import type { LogRecord } from '../../serving/query-log/log-record.ts';

export interface LogOutput {
  /** Never waits: what cannot be taken is counted as lost. */
  take(record: LogRecord): void;
  /** No more records for now. */
  flush(): void;
  /** The file may have been rotated. */
  reopen(): void;
  /** For good. Resolves once what was taken is on its way, or waiting is pointless. */
  close(): Promise<void>;
}

/** What became of records, and what the operator should know. */
export interface OutputTold {
  written(records: number): void;
  lost(records: number): void;
  /** Records are lost from now on. The reason names the output, for people; told once. */
  failing(reason: string): void;
  /** It works again; told once, after `failing`. */
  works(): void;
}

/** Reports trouble when it begins and when it ends, however often it is met in between. */
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
