// Whose handshake is next, and how much time they take, on a clock of the test's own.

import { expect } from 'chai';
import { Handshakes, type Turns } from '../../../src/serving/tls/handshakes.ts';

/** Time passes only while something is waited for, or while a handshake costs it. */
class FakeTurns implements Turns {
  #nowMs = 0;
  #soon: (() => void)[] = [];
  #later: { readonly atMs: number; readonly act: () => void }[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  soon(act: () => void): void {
    this.#soon.push(act);
  }

  later(act: () => void): void {
    this.after(0, act);
  }

  after(delayMs: number, act: () => void): void {
    this.#later.push({ atMs: this.#nowMs + delayMs, act });
  }

  spend(ms: number): void {
    this.#nowMs += ms;
  }

  runUntil(endMs: number): void {
    for (;;) {
      for (const act of this.#soon.splice(0)) act();
      this.#later.sort((one, other) => one.atMs - other.atMs);
      const next = this.#later[0];
      if (next === undefined || next.atMs > endMs) break;
      this.#later.shift();
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.act();
    }
    this.#nowMs = Math.max(this.#nowMs, endMs);
  }
}

describe('Handshakes', () => {
  let turns: FakeTurns;
  let handshakes: Handshakes;
  let begun: string[];
  const ask = (client: string, costMs = 1) =>
    handshakes.request(client, () => {
      begun.push(client);
      turns.spend(costMs);
      return true;
    });
  const countOf = (client: string) => begun.filter((each) => each === client).length;

  beforeEach(() => {
    turns = new FakeTurns();
    begun = [];
    handshakes = new Handshakes({ partOfTime: 0.25, burstMs: 100 }, turns);
  });

  it('begins at once where nobody waits', () => {
    ask('a');
    expect(begun).to.deep.equal(['a']);
  });

  it('lets a burst pass, and then takes a quarter of the time', () => {
    for (let i = 0; i < 5000; i++) ask('a');
    turns.runUntil(140);
    expect(countOf('a')).to.be.within(100, 145);
    const before = countOf('a');
    turns.runUntil(4140);
    expect(countOf('a') - before).to.be.within(950, 1050);
  });

  it('takes a client that comes late before the thousands that another one has waiting', () => {
    for (let i = 0; i < 5000; i++) ask('flood');
    turns.runUntil(1000);
    const before = countOf('flood');
    ask('good');
    turns.runUntil(1020);
    expect(countOf('good')).to.equal(1);
    expect(countOf('flood') - before).to.be.at.most(8);
  });

  it('counts those that have left for nothing', () => {
    for (let i = 0; i < 5000; i++) handshakes.request('gone', () => false);
    ask('a');
    turns.runUntil(1);
    expect(begun).to.deep.equal(['a']);
  });

  it('does not begin those that were forgotten', () => {
    for (let i = 0; i < 500; i++) ask('flood');
    const gone = () => expect.fail('nobody waits for it');
    handshakes.request('gone', gone);
    handshakes.forget('gone', gone);
    turns.runUntil(1000);
    expect(countOf('flood')).to.be.at.least(100);
  });

  it('does not take what others had of the machine for the cost of one', () => {
    for (let i = 0; i < 20; i++) ask('a');
    turns.runUntil(200);
    ask('a', 5000);
    for (let i = 0; i < 50; i++) ask('a');
    const before = turns.nowMs();
    turns.runUntil(before + 60);
    expect(countOf('a')).to.be.at.least(60);
  });
});
