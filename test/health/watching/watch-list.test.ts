// Counts of the targets that can fall, and who waits for first outcomes.

import { expect } from 'chai';
import { Watch } from '../../../src/health/watching/watch.ts';
import { WatchList } from '../../../src/health/watching/watch-list.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';
import { makeTargets } from '../../support/worlds/scripted-probe.ts';

const place = { place: 0, turn: 1 };
const settings = { intervalMs: 30_000, timeoutMs: 2000, rise: 1, fall: 2 };
const makeWatches = (count: number) => makeTargets(count).map((target) => new Watch(target, settings, place));

describe('WatchList', () => {
  it(`counts what a walk over all would count, whatever changes (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    const watches = makeWatches(20);
    const list = new WatchList();
    for (let step = 0; step < 500; step++) {
      const watch = random.pick(watches);
      if (list.get(watch.target.key) === undefined) list.add(watch);
      else if (random.chance(0.2)) list.remove(watch);
      else
        list.update(watch, () => {
          watch.state = { verdict: random.pick(['unknown', 'up', 'down'] as const), contrary: 0 };
          watch.failingSinceMs = random.chance(0.5) ? step : undefined;
        });
      const standing = [...list].filter(({ isStanding }) => isStanding);
      const failing = standing.filter(({ isFailing }) => isFailing);
      expect(list.standing).to.deep.equal({ count: standing.length, failing: failing.length });
    }
  });

  it('resolves when each has reported or has gone, and not before', async () => {
    const [first, second, third] = makeWatches(3) as [Watch, Watch, Watch];
    const list = new WatchList();
    for (const watch of [first, second, third]) list.add(watch);
    let hasResolved = false;
    const outcomes = list.firstOutcomes().then(() => {
      hasResolved = true;
    });
    list.markReported(first);
    list.remove(second);
    await Promise.resolve();
    expect(hasResolved).to.equal(false);
    list.markReported(third);
    await outcomes;
    await list.firstOutcomes();
  });
});
