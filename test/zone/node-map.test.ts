// The map of nodes: old versions stay what they are while new ones share most of them.

import { expect } from 'chai';
import type { Name } from '../../src/wire/name.ts';
import type { Rdata } from '../../src/wire/rdata.ts';
import { makeRRset } from '../../src/wire/rrset.ts';
import { NodeMap } from '../../src/zone/node-map.ts';
import type { ZoneNode } from '../../src/zone/zone.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';

const names = Array.from({ length: 100 }, (_, i) => `${i}` as Name);

function node(value: number): ZoneNode {
  return [makeRRset(1, value, ['x' as Rdata])];
}

function base(): NodeMap<ZoneNode> {
  return new NodeMap(new Map(names.map((name) => [name, node(0)])));
}

describe('NodeMap', () => {
  it(`has what was put there last, in every version, after any number of changes (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    const versions: { map: NodeMap<ZoneNode>; expected: Map<Name, ZoneNode> }[] = [
      { map: base(), expected: new Map(names.map((name) => [name, node(0)])) },
    ];
    for (let round = 1; round <= 100; round++) {
      const before = versions.at(-1);
      const count = random.pick([1, 1, 2, 30]);
      const changes = new Map(Array.from({ length: count }, () => [random.pick(names), node(round)]));
      const map = before?.map.with(changes) ?? base();
      versions.push({ map, expected: new Map([...(before?.expected ?? []), ...changes]) });
    }
    for (const { map, expected } of versions) {
      expect(map.size).to.equal(names.length);
      expect([...map.names()]).to.deep.equal(names);
      for (const name of names) expect(map.get(name)).to.deep.equal(expected.get(name));
    }
  });

  it('can make a node empty', () => {
    const map = base().with(new Map([['5' as Name, []]]));
    expect(map.get('5' as Name)).to.deep.equal([]);
  });

  it('adds no names: which ones exist is for the configuration to say', () => {
    expect(() => base().with(new Map([['new' as Name, []]]))).to.throw('invariant');
    expect(base().get('new' as Name)).to.equal(undefined);
  });
});
