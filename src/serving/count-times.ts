// Counts how long replies took, those of one go together: the clock is read once for all of them. Allocates nothing. Refuses to know
// what they said.

import { add, Counter, type CounterRow, tookBoundsMs } from './counters.ts';
import type { Transport } from './transport.ts';

const { tookUdp, tookTcp, tookTls } = Counter;
const bounds: readonly number[] = tookBoundsMs;
const overflow = tookBoundsMs.length;

/** From when the queries were read until the replies were handed to the kernel, which is the same for each of them. */
export function countTimes(
  counters: CounterRow,
  transport: Transport,
  replies: number,
  tookMs: number,
): void {
  if (replies <= 0) return;
  let bucket = 0;
  while (bucket < overflow && tookMs > (bounds[bucket] as number)) bucket++;
  const first = firstOf(transport);
  add(counters, first + bucket, replies);
  add(counters, first + overflow + 1, replies * tookMs);
}

function firstOf(transport: Transport): number {
  if (transport === 'udp') return tookUdp;
  return transport === 'tcp' ? tookTcp : tookTls;
}
