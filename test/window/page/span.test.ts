// How long something lasts, in words.

import { expect } from 'chai';
import { printSpan } from '../../../src/window/page/client/span.ts';

describe('printSpan', () => {
  for (const [seconds, printed] of [
    [-5, '0 s'],
    [0, '0 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [3599, '59 min'],
    [3600, '1 h'],
    [3660, '1 h 1 min'],
    [86_399, '23 h 59 min'],
    [86_400, '1 d'],
    [2 * 86_400 + 4 * 3600, '2 d 4 h'],
    [30 * 86_400 + 3600, '30 d'],
    [400 * 86_400, '400 d'],
  ] as const)
    it(`says ${printed} of ${seconds} seconds`, () => {
      expect(printSpan(seconds)).to.equal(printed);
    });
});
