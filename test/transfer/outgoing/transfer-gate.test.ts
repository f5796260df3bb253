// Who is next when many want zones.

import { expect } from 'chai';
import { type Pass, TransferGate } from '../../../src/transfer/outgoing/transfer-gate.ts';

describe('the gate of transfers', () => {
  const enter = (gate: TransferGate, peer: string, count: number): Pass[] =>
    Array.from({ length: count }, () => gate.enter(peer) ?? expect.fail('there is room'));

  it('lets in ten, five of a peer at most', () => {
    const gate = new TransferGate();
    expect(enter(gate, 'one', 7).filter(({ isOpen }) => isOpen)).to.have.lengthOf(5);
    expect(enter(gate, 'two', 4).filter(({ isOpen }) => isOpen)).to.have.lengthOf(4);
    expect(enter(gate, 'three', 2).map(({ isOpen }) => isOpen)).to.deep.equal([true, false]);
    expect([gate.runningCount, gate.waitingCount]).to.deep.equal([10, 3]);
  });

  it('lets in next whoever has fewest under way, not whoever queued most', () => {
    const gate = new TransferGate();
    const crowd = [...enter(gate, 'one', 200), ...enter(gate, 'two', 200)];
    const [late] = enter(gate, 'three', 1);
    expect(late?.isOpen).to.equal(false);
    crowd.find(({ isOpen }) => isOpen)?.close();
    expect(late?.isOpen).to.equal(true);
  });

  it('gives back the places of all that leave, in whatever state', () => {
    const gate = new TransferGate();
    for (const pass of enter(gate, 'one', 200)) {
      pass.close();
      pass.close();
    }
    expect([gate.runningCount, gate.waitingCount]).to.deep.equal([0, 0]);
    expect(gate.enter('one')?.isOpen).to.equal(true);
  });
});
