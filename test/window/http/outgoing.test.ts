// How much is held for slow readers, and who goes when that is too much.

import { expect } from 'chai';
import { Outgoing } from '../../../src/window/http/outgoing.ts';

describe('outgoing replies', () => {
  function begin() {
    const outgoing = new Outgoing(100);
    const cut: string[] = [];
    return { cut, send: (what: string, octets: number) => outgoing.begin(octets, () => cut.push(what)) };
  }

  it('are cut when there are too many octets, those that have taken longest first', () => {
    const { cut, send } = begin();
    for (const what of ['a', 'b', 'c']) send(what, 30);
    send('d', 40);
    expect(cut).to.deep.equal(['a']);
    send('e', 80);
    expect(cut).to.deep.equal(['a', 'b', 'c', 'd']);
  });

  it('count until they have been read, and once', () => {
    const { cut, send } = begin();
    const end = send('a', 90);
    end();
    end();
    send('b', 90);
    expect(cut).to.deep.equal([]);
  });

  it('may be larger than that alone', () => {
    const { cut, send } = begin();
    send('a', 10);
    send('b', 1000);
    expect(cut).to.deep.equal(['a']);
  });
});
