// What the main thread and the thread that gives signs of life share.

import type { AnsweringThread } from '../../serving/udp-engine.ts';
import type { Patience } from './judge-life.ts';

/** Words of shared memory that the main thread writes. */
export const MainWord = {
  /** Raised with every round of the main thread's own. */
  turns: 0,
  /** 1 while it has found trouble. */
  hasTrouble: 1,
  /** How many things it is at that may take long. */
  longWork: 2,
  count: 4,
} as const;

export interface WatchdogStart {
  readonly notifySocket: string;
  readonly roundMs: number;
  readonly patience: Patience;
  readonly workers: readonly AnsweringThread[];
  readonly main: SharedArrayBuffer;
  /** The counters of the main thread. */
  readonly mainCounters: SharedArrayBuffer;
}

/** To the main thread: why no sign was given. */
export interface WatchdogWord {
  readonly reason: string;
}
