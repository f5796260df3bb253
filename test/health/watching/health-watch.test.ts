// The monitor and the damper as one: who is told what, and what the log says about holds. Probes are real, and refused.

import { expect } from 'chai';
import { systemClock } from '../../../src/base/clock.ts';
import { tcpTarget } from '../../../src/health/target.ts';
import { HealthWatch, type Watched } from '../../../src/health/watching/health-watch.ts';
import type { RememberedVerdict } from '../../../src/health/watching/monitor.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { closedPort } from '../../support/listen.ts';
import { createRecordingLogger } from '../../support/recording-logger.ts';
import { runAfterEach } from '../../support/run-after-each.ts';
import { until } from '../../support/until.ts';

const health = { intervalMs: 30_000, timeoutMs: 2000, rise: 1, fall: 1 };
const flapping = { limit: 6, windowMs: 600_000 };
const address = { family: 4, text: '127.0.0.1' } as const;

describe('HealthWatch', () => {
  const atEnd = runAfterEach();

  async function setUp(clock = systemClock) {
    const target = tcpTarget(address, await closedPort());
    const watched: Watched = { targets: [target], health, flapping };
    const { logger, entries } = createRecordingLogger();
    const changed: string[] = [];
    const watch = new HealthWatch(watched, { clock, random: () => 0.5, logger });
    watch.tell({
      onVerdict: ({ target: { key }, after }) => changed.push(`${key} is ${after}`),
      onChange: ({ key }) => changed.push(key),
      onTrustChange: () => undefined,
    });
    atEnd(() => watch.stop());
    return { target, watched, watch, changed, log: entries };
  }

  const remembering = (key: string, more: Partial<RememberedVerdict> = {}) =>
    new Map<string, RememberedVerdict>([[key, { verdict: 'up', sinceSeconds: 1, ...more }]]);

  it('waits for first outcomes, and passes on each verdict before its change', async () => {
    const { target, watched, watch, changed } = await setUp();
    await watch.watchPatiently(watched);
    expect(watch.verdictOf(target)).to.equal('down');
    expect(changed).to.deep.equal([`${target.key} is down`, target.key]);
  });

  it('waits no longer than a probe may take, and a little more', async () => {
    const clock = new FakeClock();
    const { target, watched, watch } = await setUp(clock);
    // Without a descriptor to probe with, there is no outcome.
    watch.monitor.limitProbes(0);
    let isOver = false;
    const waiting = watch.watchPatiently(watched).then(() => {
      isOver = true;
    });
    clock.advance(2499);
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).to.equal(false);
    clock.advance(1);
    await waiting;
    expect(watch.monitor.verdictOf(target)).to.equal('unknown');
  });

  it('counts changes towards a hold, but not the first verdict', async () => {
    const { target, watched, watch, log } = await setUp();
    const strict = { ...watched, flapping: { limit: 1, windowMs: 60_000 } };
    void watch.watch(strict, remembering(target.key));
    await until('the target is down', () => watch.monitor.verdictOf(target) === 'down');
    expect(watch.damper.isHeld(target)).to.equal(false);
    watch.damper.recordChange(target, 'down');
    expect(watch.damper.isHeld(target)).to.equal(true);
    const held = log.find(({ fields }) => fields.event === 'target-held');
    expect(held?.message).to.equal(
      `${target.key} changed 2 times within 60 s: held down until it has been steady for 30 s`,
    );
    expect(watch.endHolds(({ key }) => key === target.key)).to.deep.equal([target]);
    expect(watch.endHolds(() => true)).to.deep.equal([]);
  });

  it('goes on with a remembered hold, and says when the target has been steady', async () => {
    const clock = new FakeClock();
    const { target, watched, watch, changed, log } = await setUp(clock);
    watch.monitor.limitProbes(0);
    void watch.watch(watched, remembering(target.key, { heldSinceSeconds: 1234 }));
    expect(watch.damper.holdOf(target)?.sinceSeconds).to.equal(1234);
    clock.advance(300_000);
    expect(watch.damper.isHeld(target)).to.equal(false);
    expect(changed).to.deep.equal([target.key]);
    expect(log.at(-1)?.message).to.equal(`${target.key} has been steady for 300 s: no longer held down`);
  });
});
