// Asks over and over until there is an answer, with a bound.

import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 50;

export async function waitUntil<T>(
  ask: () => Promise<T | undefined>,
  msMax: number,
  condition: string,
): Promise<T> {
  const giveUpAt = performance.now() + msMax;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > giveUpAt) throw new Error(`not within ${msMax} ms: ${condition}`);
    await sleep(pauseMs);
  }
}
