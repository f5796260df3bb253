import { expect } from 'chai';
import { Counter, counterOfCode } from '../../../src/serving/counters.ts';
import { ratesOf } from '../../../src/window/model/rates.ts';
import { makeTick } from '../../support/worlds/window-facts.ts';

function tickAt(atMs: number, counted: Readonly<Record<number, number>>) {
  const counters = new Float64Array(Counter.count);
  for (const [counter, count] of Object.entries(counted)) counters[Number(counter)] = count;
  return makeTick({ atMs, counters });
}

describe('ratesOf', () => {
  it('tells queries a second by transport and replies by code, on average of all ticks', () => {
    const { queriesUdp, queriesTcp, queriesTls, truncated, droppedShort } = Counter;
    const ticks = [
      tickAt(0, { [queriesUdp]: 1000, [counterOfCode(0)]: 7 }),
      tickAt(1000, { [queriesUdp]: 9000 }),
      tickAt(4000, {
        [queriesUdp]: 1400,
        [queriesTcp]: 2,
        [queriesTls]: 1,
        [truncated]: 40,
        [droppedShort]: 4,
        [counterOfCode(0)]: 407,
        [counterOfCode(3)]: 1,
      }),
    ];
    expect(ratesOf(ticks)).to.deep.equal({
      queries: 100.8,
      udp: 100,
      tcp: 0.5,
      tls: 0.3,
      truncated: 10,
      dropped: 1,
      byCode: { NOERROR: 100, NXDOMAIN: 0.3 },
    });
  });

  it('is zero without two ticks, and when the clock was set back', () => {
    const backwards = [tickAt(5000, {}), tickAt(4000, { [Counter.queriesUdp]: 5 })];
    for (const ticks of [[], [tickAt(0, {})], backwards])
      expect(ratesOf(ticks)).to.deep.include({ queries: 0, byCode: {} });
  });
});
