// Times for people.

import { expect } from 'chai';
import { printAge, printDuration, printTime } from '../../../src/bin/printing/print-time.ts';

describe('printDuration', () => {
  const durations: readonly (readonly [number, string])[] = [
    [0, '0 s'],
    [119.9, '119 s'],
    [120, '2 min'],
    [7199, '119 min'],
    [7200, '2 h'],
    [172_799, '47 h'],
    [172_800, '2 days'],
  ];
  for (const [seconds, text] of durations) {
    it(`prints ${seconds} seconds as ${text}`, () => {
      expect(printDuration(seconds)).to.equal(text);
    });
  }
});

describe('printAge', () => {
  it('prints a time in the future, by a clock that was set back, as no age', () => {
    expect(printAge(Date.now() / 1000 + 3600)).to.equal('0 s');
  });
});

describe('printTime', () => {
  it('leaves out milliseconds that are none', () => {
    expect(printTime(1_795_262_400)).to.equal('2026-11-21T12:00:00Z');
    expect(printTime(1_795_262_400.5)).to.equal('2026-11-21T12:00:00.500Z');
  });
});
