import { expect } from 'chai';
import { bucketBoundsMs } from '../../../src/health/watching/histogram.ts';
import { LedgerReader, ProbeLedger } from '../../../src/health/watching/probe-ledger.ts';

const minute = 29_000_000;

describe('ProbeLedger', () => {
  it('counts what probes of a target came to, for whoever reads its memory', () => {
    const ledger = new ProbeLedger();
    const place = ledger.give();
    ledger.countSuccess(place, 1, minute);
    ledger.countSuccess(place, 3.5, minute);
    ledger.countSuccess(place, 9000, minute);
    ledger.countFailure(place);
    ledger.countInconclusive(place);
    const tally = new LedgerReader(ledger.memory).read(place);
    expect(tally).to.include({ successes: 3, failures: 1, inconclusive: 1, sumMs: 9004.5, lastMs: 9000 });
    const buckets = new Array(bucketBoundsMs.length + 1).fill(0);
    buckets[0] = 1;
    buckets[2] = 1;
    buckets[bucketBoundsMs.length] = 1;
    expect([...(tally?.buckets ?? [])]).to.deep.equal(buckets);
  });

  it('keeps the longest of the running minute, and that of the one before', () => {
    const ledger = new ProbeLedger();
    const place = ledger.give();
    const reader = new LedgerReader(ledger.memory);
    const longest = (at: number) => reader.longestMs(place, at);
    ledger.countSuccess(place, 5, minute);
    ledger.countSuccess(place, 3, minute);
    expect([longest(minute - 1), longest(minute), longest(minute + 1)]).to.deep.equal([0, 5, 0]);
    ledger.countSuccess(place, 2, minute + 1);
    expect([longest(minute), longest(minute + 1)]).to.deep.equal([5, 2]);
    ledger.countSuccess(place, 1, minute + 7);
    expect([longest(minute + 1), longest(minute + 6), longest(minute + 7)]).to.deep.equal([0, 0, 1]);
  });

  it('gives a place that came back to another target, empty and unreadable for the earlier one', () => {
    const ledger = new ProbeLedger();
    const earlier = ledger.give();
    ledger.countSuccess(earlier, 1, minute);
    ledger.takeBack(earlier);
    const later = ledger.give();
    expect(later.place).to.equal(earlier.place);
    const reader = new LedgerReader(ledger.memory);
    expect(reader.read(earlier)).to.equal(undefined);
    expect(reader.longestMs(earlier, minute)).to.equal(0);
    expect(reader.read(later)).to.include({ successes: 0, sumMs: 0 });
  });

  it('keeps a total that does not go back when a target goes', () => {
    const ledger = new ProbeLedger();
    const [one, other] = [ledger.give(), ledger.give()];
    ledger.countSuccess(one, 3, minute);
    ledger.countFailure(other);
    ledger.takeBack(one);
    ledger.countInconclusive(ledger.give());
    const { total } = new LedgerReader(ledger.memory);
    expect(total).to.include({ successes: 1, failures: 1, inconclusive: 1, sumMs: 3 });
    expect(total?.buckets[2]).to.equal(1);
  });

  it('takes memory twice as large for more targets, with all that was counted', () => {
    const ledger = new ProbeLedger();
    const first = ledger.give();
    const { memory } = ledger;
    ledger.countSuccess(first, 7, minute);
    let last = first;
    while (ledger.memory === memory) last = ledger.give();
    ledger.countFailure(last);
    const reader = new LedgerReader(ledger.memory);
    expect(ledger.memory.byteLength).to.equal(2 * memory.byteLength);
    expect(reader.read(first)).to.include({ successes: 1, lastMs: 7 });
    expect(reader.read(last)).to.include({ failures: 1 });
    // Who has not been given the new memory yet still reads what was there, and nothing of those that came.
    expect(new LedgerReader(memory).read(first)).to.include({ successes: 1 });
    expect(new LedgerReader(memory).read(last)).to.equal(undefined);
  });
});
