// Waiting for something that may never come, until nobody wants it any more. Refuses to know what it is.

import type { Clock } from './clock.ts';

/** `begin` starts listening and returns how to stop; it calls `done`, not at once, when what is waited for has come. */
export function waitUntil(begin: (done: () => void) => () => void, gone: AbortSignal): Promise<void> {
  if (gone.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      stopListening();
      gone.removeEventListener('abort', finish);
      resolve();
    };
    const stopListening = begin(finish);
    gone.addEventListener('abort', finish);
  });
}

export function pause(clock: Clock, ms: number, gone: AbortSignal): Promise<void> {
  return waitUntil((done) => clock.after(ms, done), gone);
}

/**
 * Wakes a loop that found nothing to do. The loop must look for work and wait in the same turn of the event loop, or it misses a ring.
 */
export class Bell {
  #wake: () => void = () => undefined;

  ring(): void {
    this.#wake();
  }

  /** Resolves when it rings or nobody waits any more. One waits at a time. */
  wait(gone: AbortSignal): Promise<void> {
    return waitUntil((done) => {
      this.#wake = done;
      return () => undefined;
    }, gone);
  }
}
