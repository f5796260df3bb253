// Waits for a condition, with a bound, so that tests depend neither on slowness nor on luck.

import { setTimeout as delay } from 'node:timers/promises';

/** Asking a daemon two hundred times a second for seconds would take the time that others wait for. */
const pauseMsMin = 5;
const pauseMsMax = 25;

export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs = 60_000,
): Promise<void> {
  const startedMs = performance.now();
  while (!(await holds())) {
    const waitedMs = performance.now() - startedMs;
    if (waitedMs > withinMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await delay(Math.min(pauseMsMax, pauseMsMin + waitedMs / 50));
  }
}
