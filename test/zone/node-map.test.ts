// The map of nodes: old versions stay what they are while new ones share most of them.

import { expect } from 'chai';
import type { Name } from '../../src/wire/name.ts';
import type { Rdata } from '../../src/wire/rdata.ts';
import { makeRRset } from '../../src/wire/rrset.ts';
import { NodeMap } from '../../src/zone/node-map.ts';
import type { ZoneNode } from '../../src/zone/zone.ts';
import { createSeededRandom, type SeededRandom, testSeed } from '../support/seeded-random.ts';

const names = Array.from({ length: 100 }, (_, i) => `${i}` as Name);
const others = Array.from({ length: 20 }, (_, i) => `other ${i}` as Name);

function node(value: number): ZoneNode {
  return [makeRRset(1, value, ['x' as Rdata])];
}

function base(): NodeMap<ZoneNode> {
  return new NodeMap(new Map(names.map((name) => [name, node(0)])));
}

/** Of names that are there and others. What is changed as well stays. */
function removals(random: SeededRandom): ReadonlySet<Name> {
  const count = random.pick([0, 0, 1, 3]);
  return new Set(Array.from({ length: count }, () => random.pick([...names, ...others])));
}

describe('NodeMap', () => {
  it(`has in every version what was put there last, after any number of changes (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    const versions: { map: NodeMap<ZoneNode>; expected: Map<Name, ZoneNode> }[] = [
      { map: base(), expected: new Map(names.map((name) => [name, node(0)])) },
    ];
    for (let round = 1; round <= 100; round++) {
      const before = versions.at(-1);
      const count = random.pick([1, 1, 2, 30]);
      const pool = random.chance(0.2) ? others : names;
      const changes = new Map(Array.from({ length: count }, () => [random.pick(pool), node(round)]));
      const removed = removals(random);
      const map = before?.map.with(changes, removed) ?? base();
      const kept = [...(before?.expected ?? [])].filter(([name]) => !removed.has(name));
      versions.push({ map, expected: new Map([...kept, ...changes]) });
    }
    for (const { map, expected } of versions) {
      expect(map.size).to.equal(expected.size);
      expect([...map.names()]).to.have.members([...expected.keys()]);
      for (const name of [...names, ...others]) expect(map.get(name)).to.deep.equal(expected.get(name));
    }
  });

  it(`tells any two versions apart, name by name (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    // Now and then from scratch, so that two versions share nothing but nodes.
    const versions = [base()];
    for (let round = 1; round <= 60; round++) {
      const before = random.pick(versions);
      const changes = new Map(
        Array.from({ length: random.pick([1, 2, 30]) }, () => [
          random.pick([...names, ...others]),
          node(round),
        ]),
      );
      const nodes = new Map([...before.names()].map((name) => [name, before.get(name) ?? []] as const));
      const from = random.chance(0.2) ? new NodeMap<ZoneNode>(nodes) : before;
      versions.push(from.with(changes, removals(random)));
    }
    for (const one of versions) {
      for (const other of versions) {
        const expected = [...names, ...others].filter((name) => one.get(name) !== other.get(name));
        expect([...one.namesDiffering(other)].sort()).to.deep.equal([...expected].sort());
      }
    }
  });

  it('can make a node empty', () => {
    const map = base().with(new Map([['5' as Name, []]]));
    expect(map.get('5' as Name)).to.deep.equal([]);
  });

  it('is the same map when nothing changes', () => {
    const map = base();
    expect(map.with(new Map())).to.equal(map);
  });
});
