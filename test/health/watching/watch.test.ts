// A watched target: its pace, its failures, and how late its probe is.

import { expect } from 'chai';
import type { Target } from '../../../src/health/target.ts';
import { Watch } from '../../../src/health/watching/watch.ts';
import { failure, inconclusive, makeTargets, success } from '../../support/worlds/scripted-probe.ts';

const place = { place: 0, turn: 1 };
const defaults = { intervalMs: 30_000, timeoutMs: 2000, rise: 1, fall: 2 };
const [target] = makeTargets(1) as [Target];

describe('a watch', () => {
  it('keeps its own pace when the defaults change', () => {
    const watch = new Watch({ ...target, pace: { intervalMs: 1000, fall: 5 } }, defaults, place);
    expect(watch.settings).to.deep.equal({ intervalMs: 1000, timeoutMs: 2000, rise: 1, fall: 5 });
    watch.apply({ intervalMs: 5000, timeoutMs: 500, rise: 3, fall: 3 });
    expect(watch.settings).to.deep.equal({ intervalMs: 1000, timeoutMs: 500, rise: 3, fall: 5 });
  });

  it('fails since the first failure in a row, whatever is inconclusive between', () => {
    const watch = new Watch(target, defaults, place);
    const since = [success, failure(), inconclusive, failure(), success, failure()].map((outcome, index) => {
      watch.probeStartedMs = index;
      watch.recordOutcome(outcome);
      return watch.failingSinceMs;
    });
    expect(since).to.deep.equal([undefined, 1, 1, 1, undefined, 5]);
    watch.forgetFailures();
    expect([watch.isFailing, watch.state.contrary]).to.deep.equal([false, 0]);
  });

  it('stands until it is down', () => {
    const watch = new Watch(target, defaults, place);
    const standing = (['unknown', 'up', 'down'] as const).map((verdict) => {
      watch.state = { verdict, contrary: 0 };
      return watch.isStanding;
    });
    expect(standing).to.deep.equal([true, true, false]);
  });

  it('is late from its turn on, and while probed from its time limit on', () => {
    const watch = new Watch(target, defaults, place);
    watch.dueMs = 1000;
    expect(watch.overdueMs(1500)).to.equal(500);
    expect(watch.report(400).nextProbeInMs).to.equal(600);
    expect(watch.report(1500).nextProbeInMs).to.equal(0);
    watch.probeStartedMs = 1500;
    watch.callOff = () => undefined;
    expect(watch.overdueMs(1600)).to.equal(-1900);
    expect(watch.report(1600).nextProbeInMs).to.equal(undefined);
    expect(watch.isIdle).to.equal(false);
  });
});
