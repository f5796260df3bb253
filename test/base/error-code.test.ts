// Codes of errors, whatever was thrown.

import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { errorCodeOf } from '../../src/base/error-code.ts';

describe('errorCodeOf', () => {
  it('is the code that the system gave', () => {
    let thrown: unknown;
    try {
      readFileSync('/nowhere/at/all');
    } catch (error) {
      thrown = error;
    }
    expect(errorCodeOf(thrown)).to.equal('ENOENT');
  });

  it('is the error itself where there is no code', () => {
    expect(errorCodeOf(new Error('out of luck'))).to.equal('Error: out of luck');
    expect(errorCodeOf('a string')).to.equal('a string');
  });
});
