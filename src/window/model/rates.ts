// Queries a second over the last ticks. Refuses to know where they are shown.

import type { Rates } from '../../control/protocol/overview.ts';
import { Counter, codesMax, countAt, counterOfCode, droppedQueries } from '../../serving/counters.ts';
import { printResponseCode } from '../../wire/protocol.ts';
import type { Tick } from './news.ts';

/** Zero until there are two ticks. */
export function ratesOf(ticks: readonly Tick[]): Rates {
  const [first] = ticks;
  const last = ticks.at(-1);
  const ms = first === undefined || last === undefined ? 0 : last.atMs - first.atMs;
  // A clock that was set back gives no rate, and counters never go back.
  const perSecond = (count: (row: Float64Array) => number): number =>
    first === undefined || last === undefined || ms <= 0
      ? 0
      : round(Math.max(0, count(last.counters) - count(first.counters)) / (ms / 1000));
  const rateOf = (counter: number) => perSecond((row) => countAt(row, counter));
  const byCode: Record<string, number> = {};
  for (let code = 0; code < codesMax; code++) {
    const rate = rateOf(counterOfCode(code));
    if (rate > 0) byCode[printResponseCode(code)] = rate;
  }
  const udp = rateOf(Counter.queriesUdp);
  const tcp = rateOf(Counter.queriesTcp);
  const tls = rateOf(Counter.queriesTls);
  return {
    queries: round(udp + tcp + tls),
    udp,
    tcp,
    tls,
    dropped: perSecond(droppedQueries),
    truncated: rateOf(Counter.truncated),
    byCode,
  };
}

/** To one decimal. */
function round(rate: number): number {
  return Math.round(rate * 10) / 10;
}
