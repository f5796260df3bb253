// What an output tells of itself, for tests to look at.

import type { OutputTold } from '../../src/query-log/outputs/log-output.ts';

export interface ToldOutput extends OutputTold {
  readonly counts: { written: number; lost: number };
  /** Reasons in their order; `works` when it was over. */
  readonly words: string[];
}

export function createToldOutput(): ToldOutput {
  const counts = { written: 0, lost: 0 };
  const words: string[] = [];
  return {
    counts,
    words,
    written(records) {
      counts.written += records;
    },
    lost(records) {
      counts.lost += records;
    },
    failing: (reason) => words.push(reason),
    works: () => words.push('works'),
  };
}
