// Whose turn it is among those who wait.

import { expect } from 'chai';
import { FairQueue } from '../../../src/serving/tcp/fair-queue.ts';

function drain<Item>(queue: FairQueue<Item>): Item[] {
  const items: Item[] = [];
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) items.push(item);
  return items;
}

describe('FairQueue', () => {
  it('is empty at first', () => {
    expect(new FairQueue<number>().shift()).to.equal(undefined);
  });

  it('keeps the order of one client', () => {
    const queue = new FairQueue<number>();
    for (const item of [1, 2, 3]) queue.push('a', item);
    expect(drain(queue)).to.deep.equal([1, 2, 3]);
  });

  it('takes turns between clients, however many of one wait', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2', 'a3', 'a4']) queue.push('a', item);
    for (const item of ['b1', 'b2']) queue.push('b', item);
    queue.push('c', 'c1');
    expect(drain(queue)).to.deep.equal(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
  });

  it('has a client that comes back wait for its turn', () => {
    const queue = new FairQueue<string>();
    queue.push('a', 'a1');
    queue.push('b', 'b1');
    expect(queue.shift()).to.equal('a1');
    queue.push('a', 'a2');
    expect(drain(queue)).to.deep.equal(['b1', 'a2']);
  });

  it('keeps nothing of those who left', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2', 'a3']) queue.push('a', item);
    for (const item of ['b1', 'c1']) queue.push(item[0] ?? '', item);
    for (const item of ['a1', 'a3', 'b1', 'b1', 'd1']) queue.remove(item[0] ?? '', item);
    expect(drain(queue)).to.deep.equal(['a2', 'c1']);
  });
});
