// Probes in turn, apart from verdicts: who is probed when, how many at a time, and how late.

import { expect } from 'chai';
import { ProbeRounds } from '../../../src/health/watching/probe-rounds.ts';
import { Watch } from '../../../src/health/watching/watch.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { createRecordingLogger } from '../../support/recording-logger.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';
import {
  failure,
  inconclusive,
  makeTargets,
  ScriptedProbe,
  success,
} from '../../support/worlds/scripted-probe.ts';

const place = { place: 0, turn: 1 };
const settings = { intervalMs: 30_000, timeoutMs: 2000, rise: 1, fall: 2 };

function setUp(count: number) {
  const clock = new FakeClock();
  const probe = new ScriptedProbe(clock);
  const { logger, entries } = createRecordingLogger();
  const watches = makeTargets(count).map((target) => new Watch(target, settings, place));
  const outcomes: string[] = [];
  const rounds = new ProbeRounds({
    clock,
    random: createSeededRandom().next,
    logger,
    probe: probe.probe,
    watches,
    onOutcome: (watch, { kind }) => {
      outcomes.push(kind);
      watch.hasReported = true;
      watch.state = { verdict: 'up', contrary: kind === 'failure' ? 1 : 0 };
    },
  });
  for (const watch of watches) rounds.add(watch);
  return { clock, probe, rounds, watches, outcomes, log: entries };
}

describe(`ProbeRounds (TEST_SEED=${testSeed})`, () => {
  it('asks again within half a second after a failure that awaits confirmation, else in its turn', () => {
    for (const [outcome, least, most] of [
      [failure(), 2, 2],
      [inconclusive, 2, 2],
      [success, 1, 1],
    ] as const) {
      const { clock, probe, rounds, watches } = setUp(1);
      const [watch] = watches as [Watch];
      probe.script = () => ({ outcome: probe.starts.length === 1 ? outcome : success, afterMs: 0 });
      // Far from the regular turn, which may come at any time in the first interval.
      watch.settings = { ...settings, intervalMs: 10_000_000 };
      rounds.run();
      clock.advance(501);
      expect(probe.starts.length, outcome.kind).to.be.within(least, most);
    }
  });

  it('probes out of turn, in place of a probe that is under way', () => {
    const { clock, probe, rounds, watches, outcomes } = setUp(1);
    const [watch] = watches as [Watch];
    probe.script = () => ({ outcome: success, afterMs: 1000 });
    rounds.run();
    clock.advance(500);
    rounds.probeSoon(watch, 0);
    expect(probe.running).to.equal(0);
    clock.advance(1000);
    expect([probe.starts.length, outcomes.length]).to.deep.equal([2, 1]);
  });

  it('calls off the probes that began last when fewer may run', () => {
    const { clock, probe, rounds, watches } = setUp(3);
    probe.script = () => ({ outcome: success, afterMs: 1000 });
    rounds.limitProbes(2);
    rounds.run();
    clock.advance(10);
    rounds.limitProbes(3);
    clock.advance(10);
    expect(probe.running).to.equal(3);
    const last = probe.starts.at(-1)?.target;
    rounds.limitProbes(2);
    expect(probe.running).to.equal(2);
    expect(watches.find(({ callOff }) => callOff === undefined)?.target).to.equal(last);
  });

  it('is overdue by the probe that never ends, not by those that wait for it', () => {
    const { clock, probe, rounds } = setUp(2);
    probe.script = () => ({ outcome: success, afterMs: Number.POSITIVE_INFINITY });
    rounds.limitProbes(1);
    rounds.run();
    clock.advance(settings.timeoutMs);
    expect(rounds.overdueMs).to.equal(0);
    clock.advance(7000);
    expect(rounds.overdueMs).to.equal(7000);
  });

  it('ignores what is reported after a target was let go', () => {
    const { clock, probe, rounds, watches, outcomes } = setUp(1);
    const [watch] = watches as [Watch];
    probe.script = () => ({ outcome: success, afterMs: 100 });
    rounds.run();
    watch.isWatched = false;
    clock.advance(100_000);
    expect([outcomes.length, probe.starts.length]).to.deep.equal([0, 1]);
  });

  it('says once a minute that it cannot probe', () => {
    const { clock, probe, rounds, log } = setUp(5);
    probe.script = () => ({ outcome: inconclusive, afterMs: 1 });
    rounds.run();
    clock.advance(59_000);
    expect(log.map(({ fields }) => fields.event)).to.deep.equal(['probe-inconclusive']);
    clock.advance(2000);
    expect(log).to.have.length(2);
  });
});
