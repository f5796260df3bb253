// Bars of characters, and shares of time in words.

import { expect } from 'chai';
import { barSigns, printBar, printShare } from '../../../src/bin/printing/print-bar.ts';

const signs = barSigns({});

describe('print bar', () => {
  it('tells up, down for a while, down and unknown apart without colours', () => {
    expect(printBar([1, 0.9, 0.4, 0, null], 5, signs)).to.equal('_+##.');
  });

  it('squeezes many parts into its width, and shows none of them as better than it was', () => {
    expect(printBar([1, 1, 1, 0.9, 0, 0, null, 1, null, null], 5, signs)).to.equal('_+#_.');
  });

  it('is no wider than what there is', () => {
    expect(printBar([1, 1], 48, signs)).to.equal('__');
  });

  it('has blocks where the locale has them', () => {
    expect(barSigns({ LANG: 'de_DE.UTF-8' }).down).to.equal('█');
    expect(barSigns({ LANG: 'de_DE.UTF-8', LC_ALL: 'C' }).down).to.equal('#');
    expect(barSigns({ LC_CTYPE: 'C.utf8' }).down).to.equal('█');
  });

  for (const [share, text] of [
    [null, 'unknown'],
    [1, '100 %'],
    [0.999999, '99.99 %'],
    [0.99, '99.00 %'],
    [0.98765, '98.7 %'],
    [0, '0.0 %'],
  ] as const)
    it(`says ${text} of ${share}`, () => {
      expect(printShare(share)).to.equal(text);
    });
});
