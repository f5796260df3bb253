// Findings about numbers, words and addresses.

import { expect } from 'chai';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';

describe('numbers', () => {
  const ranges: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['port', ['0', '53', '65535', ' 53 ', '053'], ['65536', '5.5']],
    ['ttl', ['0', '1', '2147483647'], ['2147483648', '0.5']],
    ['test-min-interval', ['0.1', '2.5', '86400'], ['0', '0.09', '86401']],
    ['test-timeout', ['0.1', '1.25', '30'], ['0', '0.09', '86401']],
    ['rise', ['1', '100'], ['0', '101', '1.5']],
    ['fall', ['1', '100'], ['0', '101', '1.5']],
  ];
  const neverGood = [
    '',
    ' ',
    'x',
    '-1',
    '+1',
    '1e3',
    '0x10',
    '1,5',
    '.5',
    '5.',
    '5 6',
    'NaN',
    'Infinity',
    '٣',
  ];
  for (const [flag, good, bad] of ranges) {
    for (const text of good) {
      it(`--${flag} may be "${text}"`, () => {
        const errors = findingsOf({ [flag]: text }).filter((finding) => finding.startsWith('error'));
        expect(errors).to.deep.equal([]);
      });
    }
    for (const text of [...bad, ...neverGood]) {
      it(`--${flag} must not be "${text}"`, () => {
        const errors = findingsOf({ [flag]: text }).filter((finding) => finding.startsWith('error'));
        expect(errors).to.have.length(1);
        expect(errors[0]).to.match(/ is not a (whole |port )?number .*from [\d.]+ to \d+(; units are .+)?$/);
        expect(errors[0]?.startsWith(`error: ${flag}: "${text}" `), errors[0]).to.equal(true);
      });
    }
  }
});

describe('words', () => {
  it('may be in any case', () => {
    expect(configOf({ 'log-level': 'WARNING', 'log-format': ' Text' }).log).to.deep.equal({
      level: 'warning',
      format: 'text',
    });
  });

  const bad: readonly (readonly [string, string, string])[] = [
    ['log-level', 'waring', 'debug, info, warning, error, critical; did you mean "warning"?'],
    ['log-level', 'loud', 'debug, info, warning, error, critical'],
    ['log-level', '', 'debug, info, warning, error, critical'],
    ['log-format', 'jsn', 'auto, text, json; did you mean "json"?'],
  ];
  for (const [flag, text, rest] of bad) {
    it(`--${flag} must not be "${text}"`, () => {
      expect(findingsOf({ [flag]: text })).to.deep.equal([`error: ${flag}: "${text}" is not one of ${rest}`]);
    });
  }
});

describe('addresses', () => {
  for (const text of ['localhost', '', '127.0.0.1:53', '127.0.0', '::1%lo', '*']) {
    it(`--listen must not be "${text}"`, () => {
      const finding = `error: listen: "${text}" is not an IPv4 or IPv6 address`;
      expect(findingsOf({ listen: text })).to.deep.equal([finding]);
    });
  }

  it('--listen names each address that is none', () => {
    expect(findingsOf({ listen: ['127.0.0.1', 'a', '::1', 'b'] })).to.have.length(2);
  });
});
