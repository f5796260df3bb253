// What keyboards send, also in parts.

import { expect } from 'chai';
import { KeyReader } from '../../../src/bin/terminal/read-keys.ts';

describe('keys', () => {
  for (const { text, keys } of [
    { text: 'q/', keys: ['q', '/'] },
    {
      text: '\u001b[A\u001bOB\u001b[5~\u001b[6~\u001b[H\u001b[4~',
      keys: ['up', 'down', 'page-up', 'page-down', 'home', 'end'],
    },
    {
      text: '\r\u007f\u0003\u001a\f\u0015',
      keys: ['enter', 'backspace', 'interrupt', 'suspend', 'redraw', 'erase-line'],
    },
    { text: 'é日🎉', keys: ['é', '日', '🎉'] },
    { text: '\u001b[200~x\u001b[1;5Cy', keys: ['x', 'y'] },
    { text: '\u001bx', keys: ['escape', 'x'] },
    { text: '\u0000\u0001\u009b', keys: [] },
  ])
    it(`reads ${JSON.stringify(text)}`, () => {
      const found = new KeyReader().read(text);
      expect(found.map((key) => ('typed' in key ? key.typed : key.named))).to.deep.equal(keys);
    });

  it('waits for the rest of a sequence that comes in parts', () => {
    const reader = new KeyReader();
    expect([...reader.read('\u001b'), ...reader.read('[')]).to.deep.equal([]);
    expect(reader.isInDoubt).to.equal(true);
    expect(reader.read('Bx')).to.deep.equal([{ named: 'down' }, { typed: 'x' }]);
    expect(reader.isInDoubt).to.equal(false);
  });

  it('takes what never goes on for the Escape key', () => {
    const reader = new KeyReader();
    reader.read('\u001b');
    expect(reader.settle()).to.deep.equal([{ named: 'escape' }]);
    expect(reader.settle()).to.deep.equal([]);
  });

  it('keeps no sequence without end', () => {
    const reader = new KeyReader();
    reader.read(`\u001b[${'1;'.repeat(100_000)}`);
    expect(reader.isInDoubt).to.equal(false);
  });
});
