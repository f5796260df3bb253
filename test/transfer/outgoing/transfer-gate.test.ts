// Who is next when many want zones.

import { expect } from 'chai';
import type { Pass } from '../../../src/transfer/outgoing/gate-pass.ts';
import { TransferGate } from '../../../src/transfer/outgoing/transfer-gate.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';

describe('the gate of transfers', () => {
  let clock: FakeClock;
  let gate: TransferGate;
  beforeEach(() => {
    clock = new FakeClock();
    gate = new TransferGate(clock);
  });

  const enter = (peer: string, count = 1): Pass[] =>
    Array.from({ length: count }, () => gate.enter(peer) ?? expect.fail('there is room'));
  const openOf = (passes: readonly Pass[]) => passes.filter(({ isOpen }) => isOpen).length;
  const closeAll = (passes: readonly Pass[]) => {
    for (const pass of passes) pass.close();
  };
  /** All that are open send, for that long. */
  function send(passes: readonly Pass[], durationMs: number): void {
    for (let ms = 0; ms < durationMs; ms += 100) {
      clock.advance(100);
      for (const pass of passes) if (pass.isOpen) pass.use();
    }
  }

  it('lets in ten, five of a peer at most', () => {
    expect(openOf(enter('one', 7))).to.equal(5);
    expect(openOf(enter('two', 4))).to.equal(4);
    expect(enter('three', 2).map(({ isOpen }) => isOpen)).to.deep.equal([true, true]);
    expect([gate.runningCount, gate.waitingCount]).to.deep.equal([10, 3]);
  });

  it('gives back the places of all that leave, in whatever state', () => {
    for (const pass of enter('one', 200)) {
      pass.close();
      pass.close();
    }
    expect([gate.runningCount, gate.waitingCount]).to.deep.equal([0, 0]);
    expect(gate.enter('one')?.isOpen).to.equal(true);
    expect(clock.timerCount).to.equal(0);
  });

  it('lets in next whoever has fewest under way, not whoever queued most', () => {
    const crowd = [...enter('one', 200), ...enter('two', 200)];
    const others = Array.from({ length: 8 }, (_, i) => enter(`other ${i}`)).flat();
    const [late] = enter('late');
    expect(late?.isOpen).to.equal(false);
    expect([openOf(crowd), openOf(others)]).to.deep.equal([2, 8]);
    crowd.find(({ isOpen }) => isOpen)?.close();
    expect(late?.isOpen).to.equal(true);
  });

  describe('where all places are taken', () => {
    it('takes from who has most for who has fewer, at once, down to the same share', () => {
      const one = enter('one', 100);
      const two = enter('two', 100);
      const three = enter('three', 100);
      expect([openOf(one), openOf(two), openOf(three)].sort()).to.deep.equal([3, 3, 4]);
      const four = enter('four', 2);
      expect([openOf(one), openOf(two), openOf(three)].sort()).to.deep.equal([2, 3, 3]);
      expect([openOf(four), gate.runningCount]).to.deep.equal([2, 10]);
    });

    it('takes the place that was used longest ago', () => {
      const one = enter('one', 5);
      enter('two', 4);
      for (const at of [0, 1, 3, 4]) one[at]?.use();
      clock.advance(10);
      enter('three', 2);
      expect(one.map(({ isOpen }) => isOpen)).to.deep.equal([true, true, false, true, true]);
    });

    it('takes nobody the only place in which it sends, nor one from a peer with as many', () => {
      const ten = Array.from({ length: 10 }, (_, i) => enter(`peer ${i}`)).flat();
      const late = enter('late', 3);
      send(ten, 60_000);
      expect([openOf(ten), openOf(late)]).to.deep.equal([10, 0]);
    });

    it('gives who lost its place another one when it asks, and not before', () => {
      const one = enter('one', 5);
      const two = enter('two', 5);
      const three = enter('three', 2);
      const lost = [...one, ...two].find(({ isOpen }) => !isOpen) ?? expect.fail('one was taken');
      closeAll(three);
      expect(lost.isOpen).to.equal(false);
      expect([lost.use(), lost.isOpen]).to.deep.equal([true, true]);
    });

    it('gives it back before others of the same peer begin', () => {
      const one = enter('one', 20);
      enter('two', 5);
      const three = enter('three', 2);
      const lost = one.slice(0, 5).find(({ isOpen }) => !isOpen) ?? expect.fail('one was taken');
      expect(lost.use()).to.equal(false);
      closeAll(three);
      expect([lost.isOpen, openOf(one.slice(5))]).to.deep.equal([true, 0]);
    });

    it('tells who waits again that it is its turn, once', () => {
      const one = enter('one', 5);
      const two = enter('two', 5);
      const three = enter('three', 3);
      const lost = [...one, ...two].find(({ isOpen }) => !isOpen) ?? expect.fail('one was taken');
      let opened = 0;
      expect(lost.use()).to.equal(false);
      lost.whenOpen(() => opened++);
      closeAll(three);
      expect([lost.isOpen, opened]).to.deep.equal([true, 1]);
    });
  });

  describe('a place in which nothing is sent', () => {
    it('is passed on within two seconds, if somebody waits', () => {
      const deaf = Array.from({ length: 10 }, (_, i) => enter(`deaf ${i}`)).flat();
      clock.advance(60_000);
      expect([openOf(deaf), clock.timerCount]).to.deep.equal([10, 0]);
      const [late] = enter('late');
      expect(late?.isOpen).to.equal(true);
      const more = Array.from({ length: 9 }, (_, i) => enter(`deaf ${10 + i}`)).flat();
      const [later] = enter('later');
      send([late as Pass], 2000);
      expect([openOf(deaf), openOf(more), later?.isOpen, late?.isOpen]).to.deep.equal([0, 8, true, true]);
    });

    it('is passed on to another transfer of the same peer', () => {
      const passes = enter('one', 6);
      send(passes.slice(0, 4), 2000);
      expect(passes.map(({ isOpen }) => isOpen)).to.deep.equal([true, true, true, true, false, true]);
    });

    it('comes to everybody in turn, however many connections a peer has that reads nothing', () => {
      for (let i = 0; i < 20; i++) enter(`deaf ${i}`, 40);
      const [late] = enter('late');
      clock.advance(2000);
      expect(late?.isOpen).to.equal(true);
    });

    it('counts as waiting when it was given up: nobody has more than 261 transfers for that', () => {
      let entered = 0;
      for (let i = 0; i < 10; i++) enter(`other ${i}`);
      for (let i = 0; i < 400; i++) {
        if (gate.enter('one') !== undefined) entered++;
        clock.advance(1000);
      }
      expect(entered).to.be.within(256, 261);
    });
  });

  it(`keeps count whatever happens, and leaves no timer (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    const passes: Pass[] = [];
    for (let step = 0; step < 5000; step++) {
      const pass = passes[random.below(Math.max(1, passes.length))];
      const act = random.below(4);
      if (act === 0) passes.push(...enter(`peer ${random.below(15)}`));
      else if (act === 1 && pass !== undefined) passes.splice(passes.indexOf(pass), 1)[0]?.close();
      else if (act === 2) {
        // What opens may end at once, and ask again when it is over.
        if (pass?.use() === false) pass.whenOpen(() => random.below(3) === 0 && pass.close());
      } else clock.advance(random.below(700));
      const open = openOf(passes);
      expect(gate.runningCount).to.equal(open);
      expect(open).to.be.at.most(10);
    }
    closeAll(passes);
    expect([gate.runningCount, gate.waitingCount, clock.timerCount]).to.deep.equal([0, 0, 0]);
  });
});
