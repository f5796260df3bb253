// Who is answered next, and how much is done before everybody else has a turn.

import { expect } from 'chai';
import { type Served, TcpTurns, workOf } from '../../../src/serving/tcp/tcp-turns.ts';

class Asker implements Served {
  round = 0;
  isWaiting = false;
  workLeft: number;
  readonly #onServed: (work: number) => void;

  constructor(workLeft: number, onServed: (work: number) => void = () => undefined) {
    this.workLeft = workLeft;
    this.#onServed = onServed;
  }

  get hasMore(): boolean {
    return this.workLeft > 0;
  }

  serve(workMax: number): number {
    const work = Math.min(workMax, this.workLeft);
    this.workLeft -= work;
    this.#onServed(work);
    return work;
  }
}

describe('TcpTurns', () => {
  let deferred: (() => void)[];
  let turns: TcpTurns;
  let done: number;
  const count = (work: number) => {
    done += work;
  };
  /** Returns how much was done in it. */
  function takeTurn(): number {
    const before = done;
    for (const act of deferred.splice(0)) act();
    return done - before;
  }

  beforeEach(() => {
    deferred = [];
    done = 0;
    turns = new TcpTurns((act) => deferred.push(act));
  });

  it('serves at once while nobody waits, and puts nothing off for it', () => {
    const asker = new Asker(5, count);
    turns.request(asker);
    expect(done).to.equal(5);
    expect(deferred).to.have.length(0);
  });

  it('does only so much before others have their turn, whoever asks for how much', () => {
    const askers = Array.from({ length: 500 }, () => new Asker(100_000, count));
    for (const asker of askers) turns.request(asker);
    expect(done).to.be.within(1, 2000);
    for (let i = 0; i < 100; i++) expect(takeTurn()).to.be.within(1, 1500);
  });

  it('serves all in turn: when one has had its second share, everybody has had the first', () => {
    const shares = new Map<Asker, number>();
    const askers: Asker[] = Array.from({ length: 200 }, () => {
      const asker: Asker = new Asker(100_000, () => shares.set(asker, (shares.get(asker) ?? 0) + 1));
      return asker;
    });
    for (const asker of askers) turns.request(asker);
    for (let i = 0; i < 100; i++) {
      takeTurn();
      const counts = askers.map((asker) => shares.get(asker) ?? 0);
      // Those of the time before there was anybody to share with had theirs in the first round, too.
      expect(Math.max(...counts) - Math.min(...counts)).to.be.at.most(1);
    }
  });

  it('serves who asks one thing at a time at once, beside any number who wait', () => {
    for (let i = 0; i < 500; i++) turns.request(new Asker(100_000));
    for (let i = 0; i < 20; i++) {
      takeTurn();
      const modest = new Asker(1);
      turns.request(modest);
      expect(modest.workLeft).to.equal(0);
    }
  });

  it('does not let the same one in between twice in a round', () => {
    for (let i = 0; i < 500; i++) turns.request(new Asker(100_000));
    takeTurn();
    const greedy = new Asker(1);
    turns.request(greedy);
    greedy.workLeft = 1;
    turns.request(greedy);
    expect(greedy.workLeft).to.equal(1);
    expect(greedy.isWaiting).to.equal(true);
  });

  it('leaves nobody waiting', () => {
    const askers = Array.from({ length: 300 }, (_, i) => new Asker(i * 7, count));
    for (const asker of askers) turns.request(asker);
    let turnsTaken = 0;
    while (deferred.length > 0) {
      takeTurn();
      expect(++turnsTaken).to.be.below(1000);
    }
    expect(askers.every((asker) => asker.workLeft === 0 && !asker.isWaiting)).to.equal(true);
  });

  it('does less in a turn in which somebody connected', () => {
    for (let i = 0; i < 500; i++) turns.request(new Asker(100_000, count));
    const usual = takeTurn();
    turns.hurry();
    expect(takeTurn()).to.be.below(usual / 2);
    expect(takeTurn()).to.equal(usual);
  });

  it('answers less of what comes in between, too, in such a turn', () => {
    turns.request(new Asker(1, count));
    turns.hurry();
    for (let i = 0; i < 500; i++) turns.request(new Asker(100_000, count));
    expect(done).to.be.within(1, 700);
  });

  it('counts a long reply for many', () => {
    expect(workOf(100)).to.equal(1);
    expect(workOf(65_535)).to.be.within(100, 200);
  });
});
