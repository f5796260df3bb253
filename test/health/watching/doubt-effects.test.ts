// What doubt about our own network does to targets, effect by effect. When each is due: own-network.test.ts.

import { expect } from 'chai';
import type { HealthState } from '../../../src/health/step-state.ts';
import { DoubtEffects } from '../../../src/health/watching/doubt-effects.ts';
import { ProbeRounds } from '../../../src/health/watching/probe-rounds.ts';
import { Watch } from '../../../src/health/watching/watch.ts';
import { WatchList } from '../../../src/health/watching/watch-list.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { createRecordingLogger } from '../../support/recording-logger.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';
import { failure, makeTargets, ScriptedProbe } from '../../support/worlds/scripted-probe.ts';

const place = { place: 0, turn: 1 };
const settings = { intervalMs: 30_000, timeoutMs: 2000, rise: 1, fall: 2 };

function setUp(count: number) {
  const clock = new FakeClock(1_000_000);
  const probe = new ScriptedProbe(clock);
  const random = createSeededRandom().next;
  const watches = new WatchList();
  const { logger } = createRecordingLogger();
  const rounds = new ProbeRounds({
    clock,
    random,
    logger,
    probe: probe.probe,
    watches,
    onOutcome: () => undefined,
  });
  const takenBack: (readonly [Watch, HealthState])[] = [];
  const effects = new DoubtEffects({
    random,
    watches,
    rounds,
    takeBack: (watch, state) => takenBack.push([watch, state]),
  });
  const all = makeTargets(count).map((target) => {
    const watch = new Watch(target, settings, place);
    watch.state = { verdict: 'up', contrary: 0 };
    watches.add(watch);
    return watch;
  });
  const probed = () => probe.starts.map(({ target }) => target);
  return { clock, probe, watches, effects, takenBack, all, probed };
}

describe(`effects of doubt (TEST_SEED=${testSeed})`, () => {
  it('call witnesses that stand and do not fail, each once until the doubt is over', () => {
    const { clock, effects, all, probed } = setUp(10);
    const [down, failing] = all as [Watch, Watch];
    down.state = { verdict: 'down', contrary: 0 };
    failing.failingSinceMs = 1;
    effects.callWitnesses(5);
    effects.callWitnesses(5);
    clock.advance(10);
    expect(probed()).to.have.members(all.slice(2).map(({ target }) => target));
    effects.onCleared(0);
    effects.callWitnesses(3);
    clock.advance(10);
    expect(probed()).to.have.length(11);
  });

  it('have those held back fail once more when the doubt is cleared, unless they failed before it', () => {
    const { clock, effects, all, probed } = setUp(4);
    const [held, earlier, confirming, well] = all as [Watch, Watch, Watch, Watch];
    for (const [watch, contrary, failingSinceMs] of [
      [held, 2, 500],
      [earlier, 2, 400],
      [confirming, 1, 500],
    ] as const) {
      watch.state = { verdict: 'up', contrary };
      watch.failingSinceMs = failingSinceMs;
    }
    effects.onCleared(450);
    clock.advance(0);
    expect(probed()).to.deep.equal([held.target]);
    expect([held, earlier, confirming, well].map(({ state }) => state.contrary)).to.deep.equal([1, 2, 1, 0]);
  });

  it('take back what went down after the doubt began', () => {
    const { effects, all, takenBack } = setUp(3);
    for (const [index, watch] of all.entries()) {
      watch.state = { verdict: 'down', contrary: 0 };
      watch.fellMs = 100 * index;
      watch.lastOutcome = failure();
    }
    effects.onSuspect(100);
    expect(takenBack).to.deep.equal(all.slice(1).map((watch) => [watch, { verdict: 'up', contrary: 0 }]));
  });

  it('have failing targets begin afresh within five seconds when our network is back', () => {
    const { clock, effects, all, probed, watches } = setUp(40);
    const failing = all.slice(0, 30);
    for (const watch of failing)
      watches.update(watch, () => {
        watch.state = { verdict: 'up', contrary: 1 };
        watch.failingSinceMs = 1;
      });
    effects.onThaw();
    expect(watches.standing).to.deep.equal({ count: 40, failing: 0 });
    expect(failing.every(({ state }) => state.contrary === 0)).to.equal(true);
    clock.advance(5000);
    expect([...new Set(probed())]).to.have.members(failing.map(({ target }) => target));
  });
});
