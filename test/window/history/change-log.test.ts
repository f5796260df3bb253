// The ring of changes.

import { expect } from 'chai';
import { type Change, ChangeLog, entryOctets } from '../../../src/window/history/change-log.ts';

function change(atSeconds: number, slot = 0, rest: Partial<Change> = {}): Change {
  return { kind: 'target', slot, atSeconds, state: 'down', reason: 'refused', leftOut: 0, ...rest };
}

function all(log: ChangeLog, of?: Pick<Change, 'kind' | 'slot'>): Change[] {
  const found: Change[] = [];
  log.visit(of, (one) => found.push(one) > 0);
  return found;
}

describe('change log', () => {
  it('tells changes newest first, of all or of one', () => {
    const log = new ChangeLog();
    const name: Change = { kind: 'name', slot: 1, atSeconds: 3, state: 'nothing', reason: '', leftOut: 2 };
    for (const one of [change(1, 1), change(2, 2), name]) log.add(one);
    expect(all(log)).to.deep.equal([name, change(2, 2), change(1, 1)]);
    expect(all(log, { kind: 'target', slot: 1 })).to.deep.equal([change(1, 1)]);
    expect(all(log, name)).to.deep.equal([name]);
  });

  it('forgets the oldest', () => {
    const log = new ChangeLog(new Uint8Array(3 * entryOctets));
    for (let second = 1; second <= 5; second++) log.add(change(second));
    expect(all(log).map(({ atSeconds }) => atSeconds)).to.deep.equal([5, 4, 3]);
  });

  it('goes on where its octets end', () => {
    const log = new ChangeLog(new Uint8Array(3 * entryOctets));
    for (let second = 1; second <= 5; second++) log.add(change(second));
    const next = new ChangeLog(log.octets.slice());
    next.add(change(6));
    expect(all(next).map(({ atSeconds }) => atSeconds)).to.deep.equal([6, 5, 4]);
  });

  it('dates back what is of the future, and reads it again', () => {
    const log = new ChangeLog(new Uint8Array(8 * 128));
    for (const atSeconds of [100, 9000, 200]) log.add({ ...change(1), atSeconds });
    log.dateBack(300);
    const times: number[] = [];
    new ChangeLog(log.octets).visit(undefined, ({ atSeconds }) => times.push(atSeconds) > 0);
    expect(times).to.deep.equal([200, 300, 100]);
  });

  it('cuts a long reason between characters', () => {
    const log = new ChangeLog();
    log.add(change(1, 0, { reason: 'é'.repeat(200) }));
    const [found] = all(log);
    expect(found?.reason).to.match(/^é{51}$/);
  });

  it('says which octets are to be saved, also around the end', () => {
    const log = new ChangeLog(new Uint8Array(4 * entryOctets));
    expect(log.spansAfter(0)).to.deep.equal([]);
    for (let second = 1; second <= 3; second++) log.add(change(second));
    expect(log.spansAfter(1)).to.deep.equal([[entryOctets, 3 * entryOctets]]);
    for (let second = 4; second <= 6; second++) log.add(change(second));
    expect(log.spansAfter(3)).to.deep.equal([
      [3 * entryOctets, 4 * entryOctets],
      [0, 2 * entryOctets],
    ]);
    expect(log.spansAfter(0)).to.deep.equal([
      [2 * entryOctets, 4 * entryOctets],
      [0, 2 * entryOctets],
    ]);
  });

  it('leaves out entries that are damaged, and goes on', () => {
    const log = new ChangeLog(new Uint8Array(8 * entryOctets));
    for (let second = 1; second <= 4; second++) log.add(change(second));
    for (let bit = 0; bit < 8 * entryOctets; bit++) {
      const octets = log.octets.slice();
      const at = entryOctets + (bit >> 3);
      octets[at] = (octets[at] ?? 0) ^ (1 << (bit & 7));
      const damaged = new ChangeLog(octets);
      expect(all(damaged).map(({ atSeconds }) => atSeconds)).to.deep.equal([4, 3, 1]);
      expect(damaged.last).to.equal(4);
    }
  });
});
