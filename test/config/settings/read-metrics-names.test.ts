// How many names, targets or zones may have metrics of their own.

import { expect } from 'chai';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';

describe('--metrics-names', () => {
  it('is 1000', () => {
    expect(configOf().metricsNames).to.equal(1000);
  });

  for (const [given, metricsNames] of [
    ['all', 'all'],
    [' ALL ', 'all'],
    ['none', 0],
    ['0', 0],
    ['10000', 10_000],
    ['1000000', 1_000_000],
  ] as const)
    it(`takes ${JSON.stringify(given)} for ${metricsNames}`, () => {
      expect(configOf({ 'metrics-names': given }).metricsNames).to.equal(metricsNames);
    });

  const why = 'is neither all nor none nor a whole number from 0 to 1000000';
  for (const text of ['', '-1', '1.5', '1e3', '1000001', '99999999999999999999', 'some'])
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(findingsOf({ 'metrics-names': text })).to.deep.equal([`error: metrics-names: "${text}" ${why}`]);
    });
});
