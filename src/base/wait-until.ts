// Waiting for something that may never come, given up when nobody wants it any more. Refuses to know what it is.

import type { Clock } from './clock.ts';

/** `begin` listens, calls `done` when it has come, and returns how to stop listening. */
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
 * Wakes one loop that found nothing to do. It looks for work and waits in the same turn of the event loop, so that no ring is missed.
 */
export class Bell {
  #wake: () => void = () => undefined;

  ring(): void {
    this.#wake();
  }

  /** Until it rings, or nobody waits any more. */
  wait(gone: AbortSignal): Promise<void> {
    return waitUntil((done) => {
      this.#wake = done;
      return () => undefined;
    }, gone);
  }
}
