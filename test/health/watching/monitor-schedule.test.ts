// When probes start: spread over the interval, each in its own place, under a fake clock.

import { expect } from 'chai';
import type { Target } from '../../../src/health/target.ts';
import { testSeed } from '../../support/seeded-random.ts';
import { intervalMs, jitterMs, setUpMonitor } from '../../support/worlds/monitored-world.ts';
import { failure, makeTargets, success } from '../../support/worlds/scripted-probe.ts';

describe(`Monitor schedules (TEST_SEED=${testSeed})`, () => {
  it('probes all targets at once at first', () => {
    const targets = makeTargets(300);
    const { clock, probe, monitor } = setUpMonitor(targets);
    void monitor.start();
    clock.advance(0);
    expect(new Set(probe.starts.map(({ target }) => target))).to.have.property('size', 300);
    expect(probe.starts).to.have.length(300);
  });

  it('starts 64 probes at most before the event loop gets a turn', () => {
    const { probe, monitor } = setUpMonitor(makeTargets(300));
    void monitor.start();
    expect(probe.starts).to.have.length(64);
  });

  it('spreads the targets over the interval, so that they never go in lockstep', () => {
    const targets = makeTargets(1000);
    const { clock, probe, monitor } = setUpMonitor(targets);
    void monitor.start();
    clock.advance(10);
    probe.starts.length = 0;
    probe.runningMost = 0;
    const startMs = clock.monotonicMs();
    clock.advance(intervalMs);
    const tenths = Array.from({ length: 10 }, () => 0);
    for (const { atMs } of probe.starts) {
      const tenth = Math.min(9, Math.floor((10 * (atMs - startMs)) / intervalMs));
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    // A tenth of the targets in a tenth of the time, give or take; the first one lacks those that jitter delays.
    for (const [index, count] of tenths.entries()) {
      expect(count, `tenth ${index}: ${tenths}`).to.be.within(index === 0 ? 20 : 60, 140);
    }
    expect(probe.runningMost).to.be.below(20);
  });

  it('probes each target once an interval, with jitter that never accumulates', () => {
    const targets = makeTargets(100);
    const { clock, probe, monitor } = setUpMonitor(targets);
    void monitor.start();
    const rounds = 100;
    clock.advance(rounds * intervalMs);
    for (const target of targets) {
      const [, ...starts] = probe.startsOf(target);
      expect(starts.length).to.be.within(rounds - 1, rounds);
      const [first = 0] = starts;
      const drifts = starts.map((atMs, round) => atMs - first - round * intervalMs);
      expect(Math.max(...drifts) - Math.min(...drifts)).to.be.within(0.5 * jitterMs, jitterMs + 1);
    }
  });

  it('keeps the phases when probes take long, and when the process was held up', () => {
    const [target] = makeTargets(1) as [Target];
    const { clock, probe, monitor } = setUpMonitor([target]);
    void monitor.start();
    clock.advance(2 * intervalMs);
    const before = probe.startsOf(target).at(-1) ?? 0;
    probe.script = () => ({ outcome: success, afterMs: 0.4 * intervalMs });
    clock.advance(3 * intervalMs);
    clock.leap(7.3 * intervalMs);
    clock.advance(2 * intervalMs);
    const after = probe.startsOf(target).at(-1) ?? 0;
    const offset = (after - before) % intervalMs;
    expect(Math.min(offset, intervalMs - offset)).to.be.at.most(jitterMs + 1);
  });

  it('does not make up for missed rounds', () => {
    const { clock, probe, monitor } = setUpMonitor(makeTargets(50));
    void monitor.start();
    clock.advance(2 * intervalMs);
    probe.starts.length = 0;
    clock.leap(10 * intervalMs);
    clock.advance(intervalMs);
    // The one that was overdue, and the next one in its place.
    expect(probe.starts.length).to.be.within(50, 100);
    expect(monitor.lateness.percentileMs(1)).to.equal(Number.POSITIVE_INFINITY);
  });

  it('probes a shared target once, however many names use it', () => {
    const [first, second] = makeTargets(2) as [Target, Target];
    const { clock, probe, monitor } = setUpMonitor([first, second, { ...first }, { ...first }]);
    void monitor.start();
    clock.advance(10);
    expect(monitor.report()).to.have.length(2);
    expect(probe.starts).to.have.length(2);
    expect(monitor.verdictOf({ ...first })).to.equal('up');
  });

  it('never runs two probes of a target at a time', () => {
    const targets = makeTargets(20);
    const { clock, probe, monitor } = setUpMonitor(targets, { intervalMs: 1000, timeoutMs: 5000 });
    probe.script = () => ({ outcome: failure('timeout'), afterMs: 5000 });
    void monitor.start();
    clock.advance(60_000);
    expect(probe.runningMost).to.equal(20);
    expect(probe.startsOf(targets[0] as Target).length).to.be.within(9, 12);
  });

  describe('with a limit on probes at a time', () => {
    it('keeps to it, and still comes round to every target', async () => {
      const targets = makeTargets(300);
      const { clock, probe, monitor } = setUpMonitor(targets);
      monitor.limitProbes(10);
      probe.script = () => ({ outcome: success, afterMs: 50 });
      const first = monitor.start();
      clock.advance(31 * 50);
      await first;
      expect(probe.runningMost).to.equal(10);
      expect(new Set(probe.starts.map(({ target }) => target))).to.have.property('size', 300);
      clock.advance(2 * intervalMs);
      expect(probe.runningMost).to.equal(10);
      for (const target of targets) expect(probe.startsOf(target).length).to.be.within(2, 4);
    });

    it('probes first what has waited longest, and is not stuck while others wait', () => {
      const targets = makeTargets(200);
      const { clock, probe, monitor } = setUpMonitor(targets, { intervalMs: 2000, timeoutMs: 2000 });
      probe.script = () => ({ outcome: failure('timeout'), afterMs: 2000 });
      monitor.limitProbes(5);
      void monitor.start();
      clock.advance(200_000);
      expect(probe.runningMost).to.equal(5);
      const counts = targets.map((target) => probe.startsOf(target).length);
      expect(Math.max(...counts) - Math.min(...counts), String(counts)).to.be.at.most(1);
      expect(monitor.overdueMs).to.be.at.most(0);
      // Five that never end, on the other hand, are stuck.
      probe.script = () => ({ outcome: success, afterMs: Number.POSITIVE_INFINITY });
      clock.advance(30_000);
      expect(monitor.overdueMs).to.be.above(20_000);
    });

    it('has room again once probes are called off or the limit is raised', () => {
      const targets = makeTargets(20);
      const { clock, probe, monitor } = setUpMonitor(targets);
      probe.script = () => ({ outcome: success, afterMs: 1000 });
      monitor.limitProbes(4);
      void monitor.start();
      expect(probe.running).to.equal(4);
      const asked = new Set(probe.starts.map(({ target }) => target));
      const others = targets.filter((target) => !asked.has(target));
      void monitor.watch(others, { intervalMs, timeoutMs: 2000, rise: 1, fall: 2 });
      clock.advance(0);
      expect(probe.running).to.equal(4);
      expect(probe.starts).to.have.length(8);
      monitor.limitProbes(7);
      clock.advance(0);
      expect(probe.running).to.equal(7);
      clock.advance(500);
      monitor.limitProbes(2);
      expect(probe.running).to.equal(2);
      clock.advance(1000);
      expect(probe.running).to.equal(2);
      monitor.limitProbes(100);
      clock.advance(2000);
      for (const target of others) expect(monitor.verdictOf(target)).to.equal('up');
      expect(clock.timerCount).to.be.below(10);
    });
  });
});
