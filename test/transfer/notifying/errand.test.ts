import { expect } from 'chai';
import { Errand, notifyGapMs } from '../../../src/transfer/notifying/errand.ts';

const newErrand = () => new Errand(() => 0);

describe('Errand', () => {
  it('has nothing to do at first, and tells of a change at once', () => {
    const errand = newErrand();
    expect(errand.next).to.equal(undefined);
    errand.outdated(5000);
    expect(errand.next).to.deep.equal({ kind: 'notify', dueMs: 5000 });
  });

  it('tells again after pauses that double, up to a minute, for ever', () => {
    const errand = newErrand();
    errand.outdated(0);
    const pauses: number[] = [];
    let nowMs = 0;
    for (let i = 0; i < 100; i++) {
      errand.notified(nowMs);
      const { dueMs = 0 } = errand.next ?? {};
      pauses.push(dueMs - nowMs);
      nowMs = dueMs;
    }
    expect(pauses.slice(0, 9)).to.deep.equal([500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    expect(pauses.at(-1)).to.equal(60_000);
  });

  it('begins anew with a change', () => {
    const errand = newErrand();
    errand.outdated(0);
    for (let i = 0; i < 8; i++) errand.notified(i * 1000);
    errand.outdated(20_000);
    expect(errand.next).to.deep.equal({ kind: 'notify', dueMs: 20_000 });
    errand.notified(20_000);
    expect(errand.next?.dueMs).to.equal(20_500);
  });

  it('tells of changes in quick succession together', () => {
    const errand = newErrand();
    errand.outdated(0);
    errand.notified(0);
    errand.outdated(10);
    errand.outdated(60);
    expect(errand.next).to.deep.equal({ kind: 'notify', dueMs: notifyGapMs });
  });

  it('keeps its turn while the zone goes on changing', () => {
    const errand = newErrand();
    errand.outdated(1000);
    errand.outdated(5000);
    expect(errand.next).to.deep.equal({ kind: 'notify', dueMs: 1000 });
  });

  it('asks after a reply, ever later, then tells again', () => {
    const errand = newErrand();
    errand.outdated(0);
    errand.notified(0);
    errand.acknowledged(2);
    const steps: string[] = [];
    for (let nowMs = 32; nowMs < 400_000; nowMs = errand.next?.dueMs ?? nowMs) {
      const kind = errand.next?.kind;
      steps.push(`${kind} ${errand.next?.dueMs}`);
      if (kind === 'ask') errand.asked(nowMs);
      else {
        errand.notified(nowMs);
        errand.acknowledged(nowMs);
      }
      if (errand.next?.kind === 'ask' && kind === 'ask') expect(errand.next.dueMs - nowMs).to.be.below(4000);
    }
    expect(steps.slice(0, 3)).to.deep.equal(['ask 32', 'ask 62', 'ask 122']);
    expect(steps.filter((step) => step.startsWith('notify'))).to.have.length.within(5, 10);
  });

  it('lets a secondary in peace that turned it away, and comes back', () => {
    const errand = newErrand();
    errand.outdated(0);
    errand.notified(0);
    errand.turnedAway(1);
    expect(errand.next?.kind).to.equal('ask');
    errand.asked(31);
    expect(errand.next?.kind).to.equal('notify');
    expect(errand.next?.dueMs).to.be.within(2000, 10_000);
  });

  it('asks soon after a transfer, unless there is news to tell first', () => {
    const errand = newErrand();
    errand.outdated(0);
    errand.transferred(0);
    expect(errand.next?.kind).to.equal('notify');
    for (let i = 0; i < 5; i++) errand.notified(i * 1000);
    errand.transferred(5000);
    expect(errand.next).to.deep.equal({ kind: 'ask', dueMs: 5030 });
    errand.transferred(5020);
    expect(errand.next).to.deep.equal({ kind: 'ask', dueMs: 5030 });
  });

  it('is over when it is settled', () => {
    const errand = newErrand();
    errand.outdated(0);
    errand.settle();
    errand.transferred(1);
    errand.retry(1);
    errand.postpone(1, 1);
    expect(errand.next).to.equal(undefined);
  });
});
