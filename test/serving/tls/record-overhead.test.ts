// Who sends records that carry nothing, by counts of a test's own.

import { expect } from 'chai';
import { RecordOverhead } from '../../../src/serving/tls/record-overhead.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('RecordOverhead', () => {
  let clock: FakeClock;
  let overhead: RecordOverhead;
  let cut: number;
  beforeEach(() => {
    clock = new FakeClock();
    overhead = new RecordOverhead(clock);
    cut = 0;
  });

  /** Somebody with a handshake of 3,000 octets behind it. */
  function watch() {
    const sealed = { socket: { bytesRead: 0 }, raw: { bytesRead: 3000 }, cut: () => cut++ };
    overhead.watch(sealed);
    /** In a second, with 22 octets around each. */
    const send = (records: number, octetsEach: number) => {
      sealed.socket.bytesRead += records * octetsEach;
      sealed.raw.bytesRead += records * (octetsEach + 22);
      clock.advance(1000);
    };
    return { sealed, send };
  }

  for (const [what, records, octetsEach, expected] of [
    ['a client that is idle', 0, 0, 0],
    ['queries in records of their own', 50_000, 45, 0],
    ['queries and their lengths in records of their own', 100_000, 22, 0],
    ['a message that comes in single octets', 500, 1, 0],
    ['a flood of single octets', 1000, 1, 1],
    ['a flood of records that carry nothing', 1000, 0, 1],
  ] as const) {
    it(`${expected === 0 ? 'lets pass' : 'cuts'} ${what}`, () => {
      const { send } = watch();
      send(records, octetsEach);
      expect(cut).to.equal(expected);
    });
  }

  it('counts each second by itself', () => {
    const { send } = watch();
    for (let second = 0; second < 10; second++) send(500, 1);
    expect(cut).to.equal(0);
    send(100_000, 100);
    send(1000, 1);
    expect(cut).to.equal(1);
  });

  it('looks at those who are connected, and not while there is nobody', () => {
    const { sealed, send } = watch();
    overhead.forget(sealed);
    watch();
    expect(clock.timerCount).to.equal(1);
    send(1000, 0);
    expect([cut, clock.timerCount]).to.deep.equal([0, 1]);
  });

  it('sets no timer when the last one has left', () => {
    const { sealed } = watch();
    overhead.forget(sealed);
    clock.advance(1000);
    expect(clock.timerCount).to.equal(0);
  });
});
