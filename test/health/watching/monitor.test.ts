// What the monitor makes of outcomes: verdicts, confirmations, the first round, and how it ends.

import { expect } from 'chai';
import type { Target } from '../../../src/health/target.ts';
import { Monitor } from '../../../src/health/watching/monitor.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { createRecordingLogger } from '../../support/recording-logger.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';
import { intervalMs, jitterMs, setUpMonitor } from '../../support/worlds/monitored-world.ts';
import {
  failure,
  inconclusive,
  makeTargets,
  ScriptedProbe,
  success,
} from '../../support/worlds/scripted-probe.ts';

describe(`Monitor judges (TEST_SEED=${testSeed})`, () => {
  it('confirms a failure within a second, and not at the same time for all targets', () => {
    const targets = makeTargets(60);
    const { clock, probe, monitor, changes } = setUpMonitor(targets);
    void monitor.start();
    clock.advance(2 * intervalMs);
    changes.length = 0;
    probe.script = () => ({ outcome: failure(), afterMs: 1 });
    const failedAtMs = clock.monotonicMs();
    clock.advance(1.1 * intervalMs);
    expect(changes).to.have.length(60);
    const delays = targets.map((target) => {
      const [first = 0, second = 0] = probe.startsOf(target).filter((atMs) => atMs > failedAtMs);
      return second - first;
    });
    for (const delay of delays) expect(delay).to.be.within(100, 1000);
    expect(Math.max(...delays) - Math.min(...delays)).to.be.above(100);
  });

  it('notices a failure within an interval, jitter and confirmation, however many targets there are', () => {
    const { clock, probe, monitor, changes } = setUpMonitor(makeTargets(2000));
    void monitor.start();
    clock.advance(2 * intervalMs);
    changes.length = 0;
    probe.script = () => ({ outcome: failure(), afterMs: 1 });
    const failedAtMs = clock.monotonicMs();
    clock.advance(2 * intervalMs);
    expect(changes).to.have.length(2000);
    const noticed = changes.map(({ atMs }) => atMs - failedAtMs);
    expect(Math.max(...noticed)).to.be.at.most(intervalMs + jitterMs + 1000);
  });

  it('is not moved by one lost packet', () => {
    const [target] = makeTargets(1) as [Target];
    const { clock, probe, monitor, changes } = setUpMonitor([target]);
    void monitor.start();
    clock.advance(intervalMs);
    const before = probe.starts.length;
    probe.script = () => ({
      outcome: probe.starts.length === before + 1 ? failure('timeout') : success,
      afterMs: 1,
    });
    clock.advance(5 * intervalMs);
    expect(changes.map(({ after }) => after)).to.deep.equal(['up']);
  });

  it('reports each change once, with the old verdict, the new one and the outcome that tipped it', () => {
    const [target] = makeTargets(1) as [Target];
    const { clock, probe, monitor, changes, upCount } = setUpMonitor([target], { rise: 2 });
    void monitor.start();
    clock.advance(intervalMs);
    const refused = failure();
    probe.script = () => ({ outcome: refused, afterMs: 1 });
    clock.advance(2 * intervalMs);
    expect(monitor.verdictOf(target)).to.equal('down');
    probe.script = () => ({ outcome: success, afterMs: 1 });
    clock.advance(4 * intervalMs);
    expect(changes.map(({ before, after, outcome }) => [before, after, outcome])).to.deep.equal([
      ['unknown', 'up', success],
      ['up', 'down', refused],
      ['down', 'up', success],
    ]);
    expect(changes.every((change) => change.target === target)).to.equal(true);
    expect(monitor.verdictOf(target)).to.equal('up');
    expect(upCount()).to.equal(1);
  });

  it('probes a target that is down once an interval, without confirmations', () => {
    const [target] = makeTargets(1) as [Target];
    const { clock, probe, monitor } = setUpMonitor([target]);
    probe.script = () => ({ outcome: failure(), afterMs: 1 });
    void monitor.start();
    clock.advance(20 * intervalMs);
    expect(probe.starts.length).to.be.within(20, 23);
  });

  it('ends the first round when every target has had an outcome, and not before', async () => {
    const targets = makeTargets(100);
    const { clock, probe, monitor } = setUpMonitor(targets);
    const outcomes = [success, failure(), inconclusive];
    probe.script = (target) => {
      const index = targets.indexOf(target);
      return { outcome: outcomes[index % 3] ?? success, afterMs: index === 70 ? 1500 : 1 };
    };
    let hasEnded = false;
    const round = monitor.start().then(() => {
      hasEnded = true;
    });
    clock.advance(1400);
    await Promise.resolve();
    await Promise.resolve();
    expect(hasEnded).to.equal(false);
    clock.advance(101);
    await round;
    expect(hasEnded).to.equal(true);
  });

  it('ends the first round at once when there is nothing to probe', async () => {
    const { clock, monitor } = setUpMonitor([]);
    await monitor.start();
    expect(clock.timerCount).to.equal(0);
  });

  it('lets an inconclusive probe change nothing, tries again soon, and says so once a minute', () => {
    const targets = makeTargets(40);
    const { clock, probe, monitor, changes, log, upCount } = setUpMonitor(targets);
    void monitor.start();
    clock.advance(intervalMs);
    changes.length = 0;
    probe.starts.length = 0;
    probe.script = () => ({ outcome: inconclusive, afterMs: 1 });
    clock.advance(5 * 60_000);
    expect(changes).to.deep.equal([]);
    expect(upCount()).to.equal(40);
    expect(log.length).to.be.within(4, 6);
    expect(log[0]).to.have.property('level', 'warning');
    expect(log[0]?.fields).to.include({ event: 'probe-inconclusive', reason: 'EMFILE' });
    expect(log[0]?.message).to.match(/^cannot probe tcp 10\.0\.0\.\d+:80: EMFILE on this machine/);
    // Each of them every half second at most, from when its turn came.
    expect(probe.starts.length).to.be.above(40 * 2 * 60 * 4);

    // Failures count again as soon as probes work: the half-way state did not get lost either.
    probe.script = () => ({ outcome: failure(), afterMs: 1 });
    clock.advance(2000);
    expect(upCount()).to.equal(0);
  });

  it('ends everything on stop: timers, running probes, reports', () => {
    const targets = makeTargets(200);
    const { clock, probe, monitor, changes } = setUpMonitor(targets);
    probe.script = () => ({ outcome: success, afterMs: 100 });
    void monitor.start();
    clock.advance(50);
    expect(probe.running).to.equal(200);
    monitor.stop();
    expect(probe.running).to.equal(0);
    expect(clock.timerCount).to.equal(0);
    clock.advance(10 * intervalMs);
    expect(changes).to.deep.equal([]);
    expect(probe.starts).to.have.length(200);
  });

  it('can be stopped between probes and from within a report', () => {
    const { clock, probe, monitor } = setUpMonitor(makeTargets(10));
    void monitor.start();
    clock.advance(10);
    monitor.stop();
    expect(clock.timerCount).to.equal(0);
    expect(probe.running).to.equal(0);

    const other = new FakeClock();
    const otherProbe = new ScriptedProbe(other);
    const settings = { intervalMs, timeoutMs: 2000, rise: 1, fall: 2 };
    const stopping = new Monitor(settings, {
      clock: other,
      random: createSeededRandom().next,
      logger: createRecordingLogger().logger,
      probe: otherProbe.probe,
      onChange: () => stopping.stop(),
    });
    void stopping.watch(makeTargets(10), settings);
    other.advance(10 * intervalMs);
    expect(other.timerCount).to.equal(0);
    expect(otherProbe.running).to.equal(0);
    expect(otherProbe.starts).to.have.length(10);
  });
});
