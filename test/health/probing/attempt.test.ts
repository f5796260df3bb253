// When an attempt is given up: when its time is up, unless this process had no time for it.

import { once } from 'node:events';
import { Socket } from 'node:net';
import { expect } from 'chai';
import type { Outcome } from '../../../src/health/outcome.ts';
import { Attempt } from '../../../src/health/probing/attempt.ts';
import { FakeClock } from '../../support/fake-clock.ts';

function setUp(timeoutMs = 1000) {
  const clock = new FakeClock();
  const socket = new Socket();
  const outcomes: Outcome[] = [];
  const attempt = new Attempt(socket, clock, timeoutMs, (outcome) => outcomes.push(outcome));
  return { clock, socket, attempt, outcomes };
}

const timeout: Outcome = { kind: 'failure', reason: 'timeout', detail: 'no answer' };

describe('Attempt', () => {
  it('fails when its time is up, and closes its socket', () => {
    const { clock, socket, outcomes } = setUp();
    clock.advance(999);
    expect(outcomes).to.deep.equal([]);
    clock.advance(1);
    expect(outcomes).to.deep.equal([timeout]);
    expect(socket.destroyed).to.equal(true);
    expect(clock.timerCount).to.equal(0);
  });

  it('goes on as long as this process was held up, but no longer than its time once more', () => {
    for (const [heldUpMs, graceMs] of [
      [300, 300],
      [60_000, 1000],
    ] as const) {
      const { clock, outcomes } = setUp();
      clock.leap(1000 + heldUpMs);
      clock.advance(graceMs - 1);
      expect(outcomes).to.deep.equal([]);
      clock.advance(1);
      expect(outcomes).to.deep.equal([timeout]);
    }
  });

  it('counts what arrives in that time', async () => {
    const { clock, socket, attempt, outcomes } = setUp();
    clock.leap(1500);
    clock.advance(100);
    attempt.succeed('status 200');
    socket.destroy();
    await once(socket, 'close');
    expect(outcomes).to.deep.equal([{ kind: 'success', tookMs: 1600, detail: 'status 200' }]);
    expect(clock.timerCount).to.equal(0);
  });

  it('reports a success once its descriptor is free, however slowly the last octets leave', async () => {
    const { clock, socket, attempt, outcomes } = setUp();
    // The other side has closed its window: what was written last never leaves.
    socket.destroySoon = () => undefined;
    attempt.succeed();
    clock.advance(150);
    expect([outcomes.length, socket.destroyed]).to.deep.equal([0, false]);
    clock.advance(50);
    await once(socket, 'close');
    expect(outcomes).to.deep.equal([{ kind: 'success', tookMs: 0 }]);
    expect(clock.timerCount).to.equal(0);
  });

  it('can be called off between a success and its report', async () => {
    const { clock, socket, attempt, outcomes } = setUp();
    attempt.succeed();
    attempt.close();
    await once(socket, 'close');
    expect(outcomes).to.deep.equal([]);
    expect(clock.timerCount).to.equal(0);
  });

  it('ends once, and without a report when called off', () => {
    const { clock, attempt, outcomes } = setUp();
    attempt.fail('status', 'status 503');
    attempt.succeed();
    expect(outcomes).to.have.length(1);
    const other = setUp();
    other.attempt.close();
    other.attempt.succeed();
    other.clock.advance(5000);
    clock.advance(5000);
    expect([outcomes.length, other.outcomes.length]).to.deep.equal([1, 0]);
    expect(other.socket.destroyed).to.equal(true);
  });
});
