import { expect } from 'chai';
import { RestartPace } from '../../src/base/restart-pace.ts';

describe('RestartPace', () => {
  it('waits twice as long each time, up to a minute', () => {
    const pace = new RestartPace();
    const waits = Array.from({ length: 8 }, (_, index) => {
      pace.begun(1000 * index);
      return pace.ended(1000 * index);
    });
    expect(waits).to.deep.equal([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('begins again with a second after it has lived for more than a minute', () => {
    const pace = new RestartPace();
    pace.begun(0);
    pace.ended(10);
    pace.begun(1000);
    expect(pace.ended(61_000)).to.equal(2000);
    pace.begun(70_000);
    expect(pace.ended(130_001)).to.equal(1000);
  });

  it('waits longer and longer for what cannot begin at all, however late it is', () => {
    const pace = new RestartPace();
    expect([1e6, 2e6, 3e6].map((nowMs) => pace.ended(nowMs))).to.deep.equal([1000, 2000, 4000]);
  });
});
