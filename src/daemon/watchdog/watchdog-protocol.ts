// What the main thread and the watchdog's thread share.

import type { AnsweringThread } from '../../serving/udp/udp-engine.ts';
import type { Patience } from './judge-life.ts';
import type { Pulse } from './pulse.ts';

/** Words of shared memory that the main thread writes. */
export const MainWord = {
  /** Incremented in every round of the main thread. */
  turns: 0,
  /** 1 while it has found trouble. */
  hasTrouble: 1,
  /** Number of long tasks in progress. */
  longWork: 2,
  count: 4,
} as const;

export interface WatchdogStart {
  readonly notifySocket: string;
  readonly roundMs: number;
  readonly patience: Patience;
  readonly workers: readonly AnsweringThread[];
  readonly streams: readonly Pulse[];
  readonly main: SharedArrayBuffer;
  /** The counters of the main thread. */
  readonly mainCounters: SharedArrayBuffer;
}

/** To the main thread: why a heartbeat was withheld. */
export interface WithheldMessage {
  readonly reason: string;
}
