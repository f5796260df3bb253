// A mismatch as a person reads it: the field, its value, and what belongs there.

import { expect } from 'chai';
import { printMismatch } from '../../../src/control/protocol/print-mismatch.ts';

describe('printMismatch', () => {
  it('names what is missing', () => {
    expect(printMismatch({ kind: 'missing', path: ['targets', 'up'] }, 'it')).to.equal(
      'targets.up is missing',
    );
  });

  it('names what does not belong there', () => {
    expect(printMismatch({ kind: 'unknown', path: ['forseconds'] }, 'it')).to.equal(
      'forseconds is not known',
    );
  });

  it('names the value and what was expected', () => {
    const mismatch = {
      kind: 'wrong',
      path: ['list', 3, 'state'],
      found: 'sideways',
      expected: 'a word',
    } as const;
    expect(printMismatch(mismatch, 'it')).to.equal('list[3].state is "sideways", not a word');
  });

  it('calls the whole value by its name', () => {
    const mismatch = { kind: 'wrong', path: [], found: [], expected: 'an object' } as const;
    expect(printMismatch(mismatch, 'the body')).to.equal('the body is an array, not an object');
    expect(printMismatch({ ...mismatch, found: undefined }, 'the body')).to.equal('the body is missing');
  });

  it('obeys no terminal, whatever the keys and values are', () => {
    const mismatch = {
      kind: 'wrong',
      path: ['\u001b[2J'],
      found: '\u001b[31m',
      expected: 'a number',
    } as const;
    expect(printMismatch(mismatch, 'it')).to.match(/^\["\\u001b\[2J"\] is "\\u001b\[31m", not a number$/);
  });
});
