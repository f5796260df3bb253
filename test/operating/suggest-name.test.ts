// "Did you mean" for names: in the form in which they were typed, and nothing far-fetched.

import { expect } from 'chai';
import { didYouMeanName, suggestName } from '../../src/operating/suggest-name.ts';
import { parseOwner } from '../../src/wire/name.ts';
import { configOf } from '../support/daemon/read-findings.ts';
import { nameOf } from '../support/dns/make-zone.ts';

const config = configOf({
  'alias-zones': '["alias.test"]',
  'zone-resolutions': JSON.stringify({
    '@': ['192.0.2.1'],
    www: ['192.0.2.1'],
    'api.v1': ['192.0.2.1'],
    '*.apps': ['192.0.2.1'],
    '_http._tcp.api': { srv: [{ target: 'www', port: 80 }] },
    about: { txt: ['hello'] },
  }),
});
const zones = [config.hostedZone, ...config.aliasZones];

describe('suggestName', () => {
  const table: readonly (readonly [typed: string, meant: string | undefined])[] = [
    ['wwv', 'www'],
    ['WWV', 'www'],
    ['wwv.example.test', 'www.example.test'],
    ['wwv.example.test.', 'www.example.test'],
    ['wwv.alias.test', 'www.alias.test'],
    ['api-v1', 'api.v1'],
    ['_htp._tcp.api', '_http._tcp.api'],
    ['abuot', 'about'],
    ['www.exmaple.test', 'www.example.test'],
    ['exmaple.test', 'example.test'],
    // An existing name needs no suggestion: something else was wrong.
    ['www', undefined],
    ['example.test', undefined],
    ['quite.another.thing', undefined],
    ['x', undefined],
    ['', undefined],
    ['.', undefined],
    ['a'.repeat(1000), undefined],
  ];
  for (const [typed, meant] of table) {
    it(`takes "${typed.slice(0, 20)}" for ${meant}`, () => {
      expect(suggestName(typed, config, zones)).to.equal(meant);
    });
  }
});

describe('suggestName among very many long names', () => {
  const long = (index: number) => `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.n${index}`;
  const resolutions = Array.from({ length: 2000 }, (_, index) => {
    const owner = parseOwner(long(index));
    if (!owner.ok) throw new Error('it is a name');
    return { owner: owner.value, name: nameOf('example.test'), label: long(index), candidates: [] };
  });
  const names = { resolutions, services: [], bindings: [], records: new Map() };

  it('finds one of the first', () => {
    expect(suggestName(`x${long(7)}`, names, zones)).to.equal(long(7));
  });

  it('does not compare all of them, so that answers do not have to wait', () => {
    expect(suggestName(`x${long(1999)}`, names, zones))
      .to.not.equal(long(1999))
      .and.not.equal(undefined);
  });
});

describe('didYouMeanName', () => {
  it('is the end of a sentence, or nothing', () => {
    expect(didYouMeanName('wwv', config, zones)).to.equal('; did you mean "www"?');
    expect(didYouMeanName('x', config, zones)).to.equal('');
  });
});
