// Targets with a pace of their own, beside those with the defaults.

import { expect } from 'chai';
import { type Target, targetFor } from '../../../src/health/target.ts';
import { testSeed } from '../../support/seeded-random.ts';
import { intervalMs, setUpMonitor } from '../../support/worlds/monitored-world.ts';
import { failure, makeTargets, success } from '../../support/worlds/scripted-probe.ts';

const address = { family: 4, text: '192.0.2.1' } as const;
const [usual] = makeTargets(1) as [Target];
const quick = targetFor({ kind: 'tcp', port: 80, pace: { intervalMs: 1000 } }, address);
const slow = targetFor({ kind: 'tcp', port: 81, pace: { intervalMs: 10 * intervalMs } }, address);

describe(`Monitor, with targets of their own pace (TEST_SEED=${testSeed})`, () => {
  it('probes each at its own interval', () => {
    const { clock, probe, monitor } = setUpMonitor([usual, quick, slow]);
    void monitor.start();
    clock.advance(10 * intervalMs);
    expect(probe.startsOf(usual).length).to.be.within(10, 12);
    expect(probe.startsOf(quick).length).to.be.within(295, 302);
    expect(probe.startsOf(slow).length).to.be.within(1, 3);
  });

  it('gives each its own time limit', () => {
    const patient = targetFor({ kind: 'tcp', port: 82, pace: { timeoutMs: 9000 } }, address);
    const { clock, probe, monitor } = setUpMonitor([usual, patient]);
    void monitor.start();
    clock.advance(10);
    const given = (target: Target) => probe.starts.find((start) => start.target === target)?.timeoutMs;
    expect([given(usual), given(patient)]).to.deep.equal([2000, 9000]);
  });

  it('is not late while a target uses its own long time limit', () => {
    const patient = targetFor({ kind: 'tcp', port: 82, pace: { timeoutMs: 20_000 } }, address);
    const { clock, probe, monitor } = setUpMonitor([patient]);
    probe.script = () => ({ outcome: success, afterMs: 19_000 });
    void monitor.start();
    clock.advance(18_000);
    expect(monitor.overdueMs).to.equal(0);
  });

  it('counts successes and failures by the thresholds of each target', () => {
    const stubborn = targetFor({ kind: 'tcp', port: 82, pace: { fall: 4, rise: 3 } }, address);
    const { clock, probe, monitor, changes } = setUpMonitor([usual, stubborn]);
    void monitor.start();
    clock.advance(2 * intervalMs);
    const count = (target: Target) => {
      const changed = changes.findIndex((change) => change.target === target);
      const atMs = changes[changed]?.atMs ?? 0;
      return probe.startsOf(target).filter((startMs) => startMs > turnMs && startMs <= atMs).length;
    };
    let turnMs = clock.monotonicMs();
    changes.length = 0;
    probe.script = () => ({ outcome: failure(), afterMs: 1 });
    clock.advance(5 * intervalMs);
    expect([count(usual), count(stubborn)]).to.deep.equal([2, 4]);
    turnMs = clock.monotonicMs();
    changes.length = 0;
    probe.script = () => ({ outcome: success, afterMs: 1 });
    clock.advance(5 * intervalMs);
    expect([count(usual), count(stubborn)]).to.deep.equal([1, 3]);
  });

  it('confirms a failure within the interval of a target that is probed more often', () => {
    const hasty = targetFor({ kind: 'tcp', port: 82, pace: { intervalMs: 100 } }, address);
    const { clock, probe, monitor, changes } = setUpMonitor([hasty]);
    void monitor.start();
    clock.advance(1000);
    changes.length = 0;
    probe.script = () => ({ outcome: failure(), afterMs: 1 });
    clock.advance(210);
    expect(changes.map(({ after }) => after)).to.deep.equal(['down']);
  });

  it('keeps the pace of a target when the defaults change', () => {
    const { clock, probe, monitor } = setUpMonitor([usual, quick]);
    void monitor.start();
    clock.advance(intervalMs);
    void monitor.watch([usual, quick], { intervalMs: 2000, timeoutMs: 2000, rise: 1, fall: 2 });
    probe.starts.length = 0;
    clock.advance(60_000);
    expect(probe.startsOf(usual).length).to.be.within(29, 32);
    expect(probe.startsOf(quick).length).to.be.within(58, 62);
  });
});
