// How long after ours each of several servers gives a new answer.

import { setTimeout as delay } from 'node:timers/promises';
import { medianOf } from '../../bench/statistics.ts';
import { type AskedServer, answerOf, type Question } from './agree.ts';

/** Fine enough for figures in milliseconds, and no load for servers that share a core. */
const pauseMs = 3;

export interface Lag {
  readonly server: string;
  readonly name: string;
  /** Since it was changed. */
  readonly ms: number;
  /** Since the first server gave the new answer. */
  readonly behindMs: number;
}

/** Starts before something changes: `act` changes it, and every one of the servers must notice. */
export async function watchFlap(
  [first, ...others]: readonly [AskedServer, ...AskedServer[]],
  questions: readonly Question[],
  act: () => Promise<void>,
  withinMs = 20_000,
): Promise<readonly Lag[]> {
  const watched = questions.map(({ name, type }) => {
    const before = new Map<AskedServer, string | undefined>();
    return { name, type, before };
  });
  for (const { name, type, before } of watched) {
    for (const server of [first, ...others]) before.set(server, await answerOf(server, name, type));
  }
  const deadlineMs = performance.now() + withinMs;
  const changedMs = async (server: AskedServer, at: (typeof watched)[number]) => {
    for (;;) {
      const answer = await answerOf(server, at.name, at.type);
      if (answer !== undefined && answer !== at.before.get(server)) return performance.now();
      if (performance.now() > deadlineMs) throw new Error(`${server.name} does not notice: ${at.name}`);
      await delay(pauseMs);
    }
  };
  const actedMs = performance.now();
  const acted = act();
  const lags = await Promise.all(
    watched.map(async (at) => {
      const servers = [first, ...others];
      const moments = await Promise.all(servers.map((server) => changedMs(server, at)));
      return servers.map(({ name: server }, index) => {
        const momentMs = moments[index] ?? Number.NaN;
        return {
          server,
          name: at.name,
          ms: momentMs - actedMs,
          behindMs: momentMs - (moments[0] ?? Number.NaN),
        };
      });
    }),
  );
  await acted;
  return lags.flat();
}

/** Median and worst, for each server and what `groupOf` makes of a name. */
export function summarize(
  lags: readonly Lag[],
  figure: 'ms' | 'behindMs',
  groupOf: (name: string) => string,
): string[][] {
  const groups = new Map<string, number[]>();
  for (const lag of lags) {
    const what = `${lag.server}\t${groupOf(lag.name)}`;
    groups.set(what, [...(groups.get(what) ?? []), lag[figure]]);
  }
  const shown = (ms: number) => `${ms.toFixed(0)} ms`;
  return [...groups].map(([what, all]) => [
    ...what.split('\t'),
    shown(medianOf(all)),
    shown(Math.max(...all)),
  ]);
}
