// Endpoints reported as failed: how long, and how many.

import { expect } from 'chai';
import { SetAside } from '../../src/discovery/set-aside.ts';
import { FakeClock } from '../support/fake-clock.ts';

const place = (port: number) => ({ address: '2001:db8::1', port });

describe('SetAside', () => {
  it('has an endpoint from its last report on, for its duration', () => {
    const clock = new FakeClock();
    const aside = new SetAside(1000, clock);
    expect(aside.has(place(80))).to.equal(false);
    aside.add(place(80));
    clock.advance(900);
    aside.add(place(80));
    clock.advance(999);
    expect([aside.has(place(80)), aside.has(place(81))]).to.deep.equal([true, false]);
    clock.advance(1);
    expect(aside.has(place(80))).to.equal(false);
  });

  it('forgets the oldest report beyond 10,000', () => {
    const aside = new SetAside(1000, new FakeClock());
    aside.add(place(1));
    for (let port = 2; port <= 10_000; port++) aside.add(place(port));
    // Reported again, so that it is no longer the oldest.
    aside.add(place(1));
    aside.add(place(10_001));
    expect([1, 2, 3, 10_001].map((port) => aside.has(place(port)))).to.deep.equal([true, false, true, true]);
  });
});
