// Who is worked for next, and that the event loop turns in between.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { RequestTurns } from '../../../src/window/http/request-turns.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('turns', () => {
  function begin(workMs: number) {
    const clock = new FakeClock();
    const turns = new RequestTurns(clock, 1);
    const done: string[] = [];
    const ask = (who: string, what: string) =>
      turns.take(who, async () => {
        done.push(what);
        clock.advance(workMs);
        return what;
      });
    return { turns, done, ask };
  }

  it('give what the work came to, or how it failed', async () => {
    const { turns, ask } = begin(0);
    expect(await ask('one', 'a page')).to.equal('a page');
    const failed = turns.take('one', () => Promise.reject(new Error('no')));
    expect(await failed.catch(String)).to.equal('Error: no');
  });

  it('let the event loop turn without work after each that takes long, though nobody waits yet', async () => {
    const { done, ask } = begin(500);
    void ask('one', 'a');
    expect(done).to.deep.equal([]);
    await nextTurn();
    expect(done).to.deep.equal(['a']);
    for (const what of ['b', 'c']) void ask('one', what);
    await nextTurn();
    expect(done).to.deep.equal(['a']);
    await nextTurn();
    expect(done).to.deep.equal(['a', 'b']);
  });

  it('do what takes no time at all in one', async () => {
    const { done, ask } = begin(1);
    for (const what of ['a', 'b', 'c']) void ask('one', what);
    await nextTurn();
    expect(done).to.deep.equal(['a', 'b', 'c']);
  });

  it('go round: whoever asks for much keeps others waiting for one work', async () => {
    const { done, ask } = begin(500);
    for (const what of ['a1', 'a2', 'a3']) void ask('a', what);
    await nextTurn();
    await Promise.all([ask('a', 'a4'), ask('b', 'b1')]);
    expect(done).to.deep.equal(['a1', 'a2', 'b1', 'a3', 'a4']);
  });
});
