// What single calls of the client can be told, and what a watch hands back.

import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import { readMs } from './discovery-options.ts';

/** Of a single call. */
export interface CallOptions {
  /** Ends the call with the code `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** Of a watch. */
export interface WatchOptions {
  /** Seconds between two looks; longer when the answer holds longer. Default: 30. */
  readonly interval?: number | undefined;
  /** Ends the watch. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Gets what went wrong: a look that failed, or what `onChange` threw. The watch goes on. May be async. Without it,
   * problems go to the logger.
   */
  readonly onError?: ((error: Error) => unknown) | undefined;
}

/** A watch that is going on. */
export interface ServiceWatch {
  /** Ends it; nothing is called any more. */
  close(): void;
  /** Resolves when it has ended, by `close`, its signal or the client's end. Never rejects. */
  readonly closed: Promise<void>;
}

/** Time and chance, for programs that want to test with their own. */
export interface DiscoveryWorld {
  readonly clock?: Clock;
  readonly random?: Random;
}

/** Looking more often would be a load on name servers rather than news. */
const intervalSecondsMin = 0.1;
const intervalSecondsDefault = 30;

export function readInterval({ interval = intervalSecondsDefault }: WatchOptions): number {
  return readMs('interval', interval, intervalSecondsMin);
}
