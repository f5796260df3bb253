// Patterns of updates that repeat the name of the zone.

import { expect } from 'chai';
import { findingsOf } from '../../support/daemon/read-findings.ts';

function warningsOf(names: readonly string[], flags: Readonly<Record<string, string>> = {}): string[] {
  const update = JSON.stringify([{ key: 'acme.', names }]);
  return findingsOf({ update, ...flags }).filter((finding) => finding.includes('relative to the zone'));
}

describe('patterns of updates', () => {
  for (const name of [
    '_acme-challenge.example.test',
    '*.dyn.Example.Test',
    '**.example.test',
    'example.test',
  ]) {
    it(`are warned of where they repeat the zone: ${name}`, () => {
      const [warning, ...more] = warningsOf([name]);
      expect(warning).to.include(
        `update[0].names: "${name}" is relative to the zone, so it stands for ${name}.example.test.; leave out "example.test"`,
      );
      expect(more).to.deep.equal([]);
    });
  }

  it('are warned of where they repeat an alias', () => {
    expect(warningsOf(['host.alias.test'], { 'alias-zones': '["alias.test"]' })).to.have.lengthOf(1);
  });

  for (const name of [
    '_acme-challenge.**',
    'example',
    'test',
    '_acme-challenge.example.test.**',
    '@',
    '**',
  ]) {
    it(`are left alone otherwise: ${name}`, () => {
      expect(warningsOf([name])).to.deep.equal([]);
    });
  }
});
