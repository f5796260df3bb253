// Durations as people type them.

import { expect } from 'chai';
import { readDuration } from '../../../src/bin/asking/read-duration.ts';

describe('readDuration', () => {
  const good: readonly [string, number][] = [
    ['90', 90],
    ['45s', 45],
    ['15m', 900],
    ['2h', 7200],
    ['1h30m', 5400],
    ['7d', 604_800],
    ['1d1h1m1s', 90_061],
  ];
  for (const [text, seconds] of good) {
    it(`reads ${text} as ${seconds} seconds`, () => {
      expect(readDuration(text, 1_000_000)).to.equal(seconds);
    });
  }

  for (const text of [
    '',
    '0',
    '0s',
    '-1',
    '1.5h',
    '2 h',
    '2w',
    'h',
    '30m1h',
    '1h1h',
    '1e3',
    '12d',
    '9'.repeat(400),
  ]) {
    it(`reads nothing from "${text.slice(0, 20)}"`, () => {
      expect(readDuration(text, 1_000_000)).to.equal(undefined);
    });
  }
});
