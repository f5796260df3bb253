// What counts as a name: each configured one and each above it, once.

import { expect } from 'chai';
import { Findings } from '../../../src/config/findings/finding.ts';
import { checkNameCount, namesMax } from '../../../src/config/names/check-name-count.ts';
import { exampleName, ownerOf } from '../../support/dns/make-zone.ts';

/** The number of names in one zone, found by how many zones of it are too many. */
function isWithin(owners: readonly string[], count: number): boolean {
  const findings = new Findings();
  const resolutions = owners.map((label) => ({
    owner: ownerOf(label),
    name: exampleName(label),
    label,
    candidates: [],
  }));
  const records = new Map(owners.slice(0, 1).map((label) => [ownerOf(label), []]));
  const names = { resolutions, services: [], bindings: [], records };
  const zoneCount = Math.floor(namesMax / count);
  checkNameCount({ path: 'names', names, zoneCount, room: namesMax }, findings);
  return !findings.hasErrors;
}

describe('checkNameCount', () => {
  const cases: readonly (readonly [readonly string[], number])[] = [
    [['@'], 1],
    [['www'], 2],
    [['a', 'b', 'c'], 4],
    [['a.b', 'b'], 3],
    [['a.b', 'a.c'], 5],
    [['a.x', 'b.x', 'c.x'], 5],
    [['ab.x', 'a.bx', 'abx'], 6],
    [['*', '*.a', 'x.*.a'], 5],
    [['a.b.c.d', 'x.c.d', 'c'], 7],
    [['aa', 'a', 'aaa'], 4],
  ];
  for (const [owners, count] of cases) {
    it(`counts ${count} for ${owners.join(', ')} and the apex`, () => {
      expect(isWithin(owners, count)).to.equal(true);
      if (count > 1) expect(isWithin(owners, count - 1)).to.equal(false);
    });
  }
});
