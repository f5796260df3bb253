// When anchors are asked, and what they say.

import { expect } from 'chai';
import { Anchors } from '../../../src/health/doubting/anchors.ts';
import type { Outcome } from '../../../src/health/outcome.ts';
import type { Endpoint } from '../../../src/wire/endpoint.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { failure, inconclusive, ScriptedProbe, success } from '../../support/worlds/scripted-probe.ts';

const endpoint = (text: string): Endpoint => ({ address: { family: 4, text }, port: 443 });
const one = endpoint('192.0.2.1');
const two = endpoint('192.0.2.2');
const periodMs = 30_000;

function setUp(...endpoints: Endpoint[]) {
  const clock = new FakeClock();
  const probe = new ScriptedProbe(clock);
  const outcomes: Outcome[] = [];
  const world = { sinceMs: Number.NEGATIVE_INFINITY };
  const anchors = new Anchors({
    clock,
    probe: probe.probe,
    onOutcome: (_target, outcome) => outcomes.push(outcome),
    sinceMs: () => world.sinceMs,
    periodMs: () => periodMs,
  });
  anchors.apply(endpoints, 2000);
  return { clock, probe, outcomes, anchors, world };
}

describe('anchors', () => {
  it('are asked at once on demand, once a second at most, and every period', () => {
    const { clock, probe, anchors } = setUp(one, two);
    anchors.ask();
    clock.advance(0);
    expect(probe.starts).to.have.length(2);
    for (let i = 0; i < 5; i++) anchors.ask();
    clock.advance(999);
    expect(probe.starts).to.have.length(2);
    clock.advance(1);
    expect(probe.starts).to.have.length(4);
    clock.advance(2 * periodMs);
    expect(probe.starts).to.have.length(8);
  });

  it('say nothing when there are none, and need no timer then', () => {
    const { clock, anchors } = setUp();
    anchors.ask();
    expect(clock.timerCount).to.equal(0);
    expect(anchors.saySince(0)).to.equal('none configured');
  });

  it('say what those asked since a moment found', () => {
    const { clock, probe, anchors, outcomes } = setUp(one, two);
    const answers = new Map<string, Outcome>();
    probe.script = ({ address }) => ({ outcome: answers.get(address.text) ?? failure(), afterMs: 10 });
    const fromMs = clock.monotonicMs();
    expect(anchors.saySince(fromMs)).to.equal('pending');
    anchors.ask();
    clock.advance(10);
    expect(anchors.saySince(fromMs)).to.equal('all fail');
    expect(anchors.saySince(fromMs + 1)).to.equal('pending');
    answers.set(one.address.text, success);
    clock.advance(periodMs + 10);
    expect(anchors.saySince(fromMs)).to.equal('some answer');
    answers.set(one.address.text, inconclusive);
    clock.advance(periodMs + 10);
    expect(anchors.saySince(fromMs), 'failed for our own reasons').to.equal('some answer');
    expect(outcomes).to.have.length(6);
  });

  it('are asked again although a probe is under way, if that began before it matters', () => {
    const { clock, probe, anchors, world } = setUp(one);
    probe.script = () => ({ outcome: failure('timeout'), afterMs: 5000 });
    anchors.ask();
    clock.advance(1000);
    anchors.ask();
    clock.advance(0);
    expect(probe.starts).to.have.length(1);
    world.sinceMs = clock.monotonicMs();
    clock.advance(1000);
    anchors.ask();
    clock.advance(0);
    expect([probe.starts.length, probe.running]).to.deep.equal([2, 1]);
  });

  it('keep what is known of those that stay, and call off probes of those that go', () => {
    const { clock, probe, anchors } = setUp(one);
    anchors.ask();
    clock.advance(10);
    probe.script = () => ({ outcome: failure('timeout'), afterMs: 5000 });
    anchors.apply([one, two], 2000);
    expect(anchors.report().map(({ lastOutcome }) => lastOutcome?.kind)).to.deep.equal([
      'success',
      undefined,
    ]);
    anchors.ask();
    clock.advance(1000);
    expect(probe.running).to.equal(2);
    anchors.apply([one], 2000);
    expect([probe.running, anchors.count]).to.deep.equal([1, 1]);
    anchors.stop();
    expect([probe.running, clock.timerCount]).to.deep.equal([0, 0]);
  });
});
