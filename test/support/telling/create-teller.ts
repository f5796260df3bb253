// A teller on a clock that stands still, with a receiver that does as the test says and keeps what it got.

import type { Happening } from '../../../src/window/model/news.ts';
import type { Delivery } from '../../../src/window/telling/sending/delivery.ts';
import type { ToldMap } from '../../../src/window/telling/standing/find-changes.ts';
import { Standings } from '../../../src/window/telling/standing/standings.ts';
import { Teller } from '../../../src/window/telling/teller.ts';
import type { Tidings } from '../../../src/window/telling/wording/tidings.ts';
import { FakeClock } from '../fake-clock.ts';
import { startMs } from './happenings.ts';

export function createTeller(told: ToldMap = new Map()) {
  const clock = new FakeClock(0);
  clock.wall = startMs / 1000;
  const tried: Tidings[] = [];
  const got: Tidings[] = [];
  let answer: () => Delivery | Promise<Delivery> = () => ({ kind: 'delivered' });
  const teller = new Teller(told, {
    clock,
    random: () => 0.5,
    standings: () => standings.all(),
    deliver: async (tidings) => {
      tried.push(tidings);
      const delivery = await answer();
      if (delivery.kind === 'delivered') got.push(tidings);
      return delivery;
    },
    onChange: () => undefined,
  });
  const standings = new Standings((after, before) => teller.recordTurn(after, before));
  return {
    clock,
    teller,
    standings,
    tried,
    got,
    titles: () => got.map(({ title }) => title),
    answerWith: (next: () => Delivery | Promise<Delivery>) => {
      answer = next;
    },
    /** Of now. */
    record: (...makers: readonly ((atMs: number) => Happening)[]) => {
      for (const make of makers) standings.record(make(startMs + clock.monotonicMs()));
    },
    pass: (ms: number) => pass(clock, ms),
  };
}

/** In small steps, so that what was delivered is known before the next timer fires. */
async function pass(clock: FakeClock, ms: number): Promise<void> {
  const stepMs = 500;
  for (let leftMs = ms; leftMs > 0; leftMs -= stepMs) {
    clock.advance(Math.min(stepMs, leftMs));
    for (let turn = 0; turn < 4; turn++) await Promise.resolve();
  }
}
