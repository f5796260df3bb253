// "Did you mean": near misses are recognised, far ones are left alone.

import { expect } from 'chai';
import { didYouMean, suggestWord } from '../../../src/config/findings/suggest.ts';

const words = ['aliases', 'zone-resolutions', 'hosted-zone', 'port', 'ttl', 'fall'];

describe('suggestWord', () => {
  const table: readonly (readonly [string, string | undefined])[] = [
    ['port', 'port'],
    ['PORT', 'port'],
    ['prot', 'port'],
    ['por', 'port'],
    ['ports', 'port'],
    ['pert', 'port'],
    ['tl', 'ttl'],
    ['zone_resolutions', 'zone-resolutions'],
    ['zoneresolution', 'zone-resolutions'],
    ['alias', 'aliases'],
    ['hosted', undefined],
    ['hostd-zone', 'hosted-zone'],
    ['', undefined],
    ['x', undefined],
    ['sort-of', undefined],
    ['quite-another-thing', undefined],
  ];
  for (const [misspelt, meant] of table) {
    it(`takes "${misspelt}" for ${meant}`, () => expect(suggestWord(misspelt, words)).to.equal(meant));
  }

  it('takes the nearest of several', () => {
    expect(suggestWord('test-timeot', ['test-time', 'test-timeout'])).to.equal('test-timeout');
  });

  it('knows nothing where there is nothing', () => expect(suggestWord('port', [])).to.equal(undefined));
});

describe('didYouMean', () => {
  it('is the end of a sentence, or nothing', () => {
    expect(didYouMean('prot', words)).to.equal('; did you mean "port"?');
    expect(didYouMean('quite-another-thing', words)).to.equal('');
  });
});
