import { expect } from 'chai';
import { chooseDelayMs, longestMs, readRetryAfter } from '../../../../src/window/telling/sending/backoff.ts';

describe('backoff', () => {
  it('doubles from 5 s to a quarter of an hour', () => {
    const delays = [1, 2, 3, 4, 8, 9, 1000].map((failures) => chooseDelayMs(failures, undefined, () => 0.5));
    expect(delays).to.deep.equal([5000, 10_000, 20_000, 40_000, 640_000, longestMs, longestMs]);
  });

  it('varies by a quarter either way', () => {
    expect([0, 0.999].map((random) => Math.round(chooseDelayMs(1, undefined, () => random)))).to.deep.equal([
      3750, 6248,
    ]);
  });

  it('is never sooner than asked, nor later than a quarter of an hour', () => {
    expect(chooseDelayMs(1, 60_000, () => 0)).to.be.at.least(60_000);
    expect(chooseDelayMs(1, 1e15, () => 1)).to.equal(longestMs);
    expect(chooseDelayMs(1, 0, () => 0)).to.be.at.least(1000);
  });

  const nowMs = Date.UTC(2026, 10, 22, 12);
  for (const [text, delayMs] of [
    [undefined, undefined],
    ['0', 0],
    [' 30 ', 30_000],
    ['2.5', 2500],
    ['1.', undefined],
    ['Sun, 22 Nov 2026 12:01:00 GMT', 60_000],
    ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    ['99999999999999999999', undefined],
  ] as const)
    it(`reads Retry-After: ${text}`, () => expect(readRetryAfter(text, nowMs)).to.equal(delayMs));
});
