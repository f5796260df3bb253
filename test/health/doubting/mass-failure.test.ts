// When many targets that go down together are worth a line.

import { expect } from 'chai';
import { MassFailure } from '../../../src/health/doubting/mass-failure.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { createRecordingLogger } from '../../support/recording-logger.ts';

function setUp(upCount: number) {
  const clock = new FakeClock();
  const { logger, entries } = createRecordingLogger();
  const massFailure = new MassFailure(clock, logger);
  const terms = { intervalMs: 30_000, massFailure: 0.5, printVouchers: () => 'somebody vouches' };
  let left = upCount;
  const fall = (count: number) => {
    for (let i = 0; i < count; i++) massFailure.recordDown(--left, terms);
  };
  return { clock, fall, said: () => entries.map(({ message }) => message) };
}

describe('a mass failure', () => {
  it('is told once more than the share went down within an interval, with who vouches', () => {
    const { fall, said } = setUp(10);
    fall(5);
    expect(said()).to.deep.equal([]);
    fall(5);
    expect(said()).to.deep.equal([
      '6 of 10 targets that were up went down within 30 s, and somebody vouches',
    ]);
  });

  it('forgets what went down longer than an interval ago', () => {
    const { clock, fall, said } = setUp(10);
    fall(5);
    clock.advance(30_001);
    fall(2);
    expect(said()).to.deep.equal([]);
    fall(1);
    expect(said()).to.deep.equal(['3 of 5 targets that were up went down within 30 s, and somebody vouches']);
  });

  it('is told once an interval', () => {
    const { clock, fall, said } = setUp(100);
    fall(60);
    clock.advance(29_999);
    fall(30);
    expect(said()).to.have.length(1);
    clock.advance(1);
    fall(10);
    expect(said()).to.have.length(2);
  });

  it('takes four targets: of three, all may well fail together', () => {
    const three = setUp(3);
    three.fall(3);
    expect(three.said()).to.deep.equal([]);
    const four = setUp(4);
    four.fall(4);
    expect(four.said()).to.have.length(1);
  });
});
