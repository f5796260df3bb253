// Zones from records: what every zone has, and what counts as a change.

import { expect } from 'chai';
import { RecordType } from '../../src/wire/protocol.ts';
import type { Rdata } from '../../src/wire/rdata.ts';
import { makeRRset } from '../../src/wire/rrset.ts';
import { changeZone } from '../../src/zone/build-zone.ts';
import { findRRset, type Zone } from '../../src/zone/zone.ts';
import { makeRecords, makeZone, nameOf, ownerOf } from '../support/dns/make-zone.ts';

function typesAt(zone: Zone, name: string): number[] | undefined {
  return zone.nodes.get(nameOf(name))?.map(({ type }) => type);
}

function serialIn(zone: Zone): number {
  const soa = findRRset(zone, zone.apex, RecordType.SOA)?.rdatas[0] ?? '';
  return Buffer.from(soa, 'latin1').readUInt32BE(soa.length - 20);
}

describe('buildZone', () => {
  it('puts SOA and NS at the apex, next to its addresses', () => {
    const ns = ['ns2.elsewhere.test', 'ns1.elsewhere.test', 'ns2.elsewhere.test'];
    const zone = makeZone({ '@': ['192.0.2.1', '2001:db8::1'] }, { serial: 77, ns });
    expect(typesAt(zone, 'example.test')).to.have.members([6, 2, 1, 28]);
    expect(findRRset(zone, zone.apex, RecordType.NS)?.rdatas).to.have.length(2);
    const soa = findRRset(zone, zone.apex, RecordType.SOA)?.rdatas;
    expect(soa).to.have.length(1);
    // The primary is the one that was named first; the mailbox is in the zone.
    const names = nameOf('ns2.elsewhere.test') + nameOf('hostmaster.example.test');
    expect(soa?.[0]?.slice(0, names.length)).to.equal(names);
    expect(serialIn(zone)).to.equal(77);
  });

  it('has SOA and NS at the apex even when nothing else is in the zone', () => {
    const zone = makeZone({});
    expect([...zone.nodes.names()]).to.deep.equal([zone.apex]);
    expect(typesAt(zone, 'example.test')).to.have.members([6, 2]);
  });

  it('has a node for every empty non-terminal (RFC 4592 §2.2.2), and none beyond the apex', () => {
    const zone = makeZone({ 'a.b.c': ['192.0.2.1'], 'd.c': ['192.0.2.2'], '*.e': ['192.0.2.3'] });
    const expected = ['example.test', 'c', 'b.c', 'a.b.c', 'd.c', 'e', '*.e'].map((owner) =>
      nameOf(owner === 'example.test' ? owner : `${owner}.example.test`),
    );
    expect([...zone.nodes.names()]).to.have.members(expected);
    for (const name of ['c', 'b.c', 'e'])
      expect(typesAt(zone, `${name}.example.test`), name).to.deep.equal([]);
  });

  it('tells empty non-terminals from configured names without records, in any order', () => {
    const addresses = { 'a.down.b.c': ['192.0.2.1'], 'down.b.c': [], '*.b': [], 'x.y': ['192.0.2.1'] };
    const expected = ['b.c', 'c', 'b', 'y'].map((owner) => nameOf(`${owner}.example.test`));
    for (const owners of [Object.entries(addresses), Object.entries(addresses).reverse()]) {
      const zone = makeZone(Object.fromEntries(owners));
      expect([...zone.emptyNonTerminals]).to.have.members(expected);
      const up = changeZone(zone, makeRecords({ 'down.b.c': ['192.0.2.2'] }), 2)?.zone;
      expect(up?.emptyNonTerminals).to.equal(zone.emptyNonTerminals);
    }
  });

  it('keeps the records of a name above another, in any order', () => {
    for (const owners of [
      ['a.b', 'b'],
      ['b', 'a.b'],
    ]) {
      const zone = makeZone(Object.fromEntries(owners.map((owner) => [owner, ['192.0.2.1']])));
      expect(typesAt(zone, 'b.example.test'), owners.join()).to.deep.equal([1]);
      expect(typesAt(zone, 'a.b.example.test'), owners.join()).to.deep.equal([1]);
    }
  });

  it('has a node for a name without addresses, which exists all the same', () => {
    expect(typesAt(makeZone({ www: [] }), 'www.example.test')).to.deep.equal([]);
  });
});

describe('changeZone', () => {
  const zone = makeZone(
    { www: ['192.0.2.1', '192.0.2.2', '2001:db8::1'], api: ['192.0.2.3'], '@': ['192.0.2.4'], 'a.b': [] },
    { serial: 10 },
  );

  const unchanged: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
    'nothing at all': {},
    'the same addresses': { api: ['192.0.2.3'] },
    'the same addresses in another order': { www: ['2001:db8::1', '192.0.2.2', '192.0.2.1'] },
    'the same addresses at the apex': { '@': ['192.0.2.4'] },
    'nothing where nothing was': { 'a.b': [], b: [] },
  };
  for (const [what, records] of Object.entries(unchanged)) {
    it(`is no change when given ${what}: the serial stays`, () => {
      expect(changeZone(zone, makeRecords(records), 11)).to.equal(undefined);
    });
  }

  const changed: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
    'an address less': { www: ['192.0.2.1', '2001:db8::1'] },
    'an address more': { api: ['192.0.2.3', '192.0.2.9'] },
    'another address': { api: ['192.0.2.9'] },
    'a family less': { www: ['192.0.2.1', '192.0.2.2'] },
    'a family more': { api: ['192.0.2.3', '2001:db8::9'] },
    'no address any more': { api: [] },
    'the first address': { 'a.b': ['192.0.2.9'] },
    'an address for an empty non-terminal': { b: ['192.0.2.9'] },
  };
  for (const [what, records] of Object.entries(changed)) {
    it(`is one when given ${what}: the name and the apex change, under the new serial`, () => {
      const change = changeZone(zone, makeRecords(records), 11);
      const [owner = ''] = Object.keys(records);
      expect(change?.names).to.have.members([nameOf(`${owner}.example.test`), zone.apex]);
      expect(change?.zone.serial).to.equal(11);
      expect(serialIn(change?.zone ?? zone)).to.equal(11);
      const fresh = makeZone({ ...before, ...records }, { serial: 11 });
      for (const name of fresh.nodes.names()) {
        expect(change?.zone.nodes.get(name)).to.have.deep.members([...(fresh.nodes.get(name) ?? [])]);
      }
    });
  }
  const before = {
    www: ['192.0.2.1', '192.0.2.2', '2001:db8::1'],
    api: ['192.0.2.3'],
    '@': ['192.0.2.4'],
    'a.b': [],
  };

  it('names only what differs, however many owners are given', () => {
    const change = changeZone(zone, makeRecords({ ...before, api: [] }), 11);
    expect(change?.names).to.have.members([nameOf('api.example.test'), zone.apex]);
  });

  it('keeps SOA and NS when the addresses of the apex change', () => {
    const change = changeZone(zone, makeRecords({ '@': ['2001:db8::7'] }), 11);
    expect(change?.names).to.deep.equal([zone.apex]);
    expect(typesAt(change?.zone ?? zone, 'example.test')).to.have.members([6, 2, 28]);
  });

  it('keeps what signing added to the apex', () => {
    const types = [48, 51, 59, 60];
    const keys = types.map((type) => makeRRset(type, 1800, ['x' as Rdata]));
    const nodes = zone.nodes.with(new Map([[zone.apex, [...(zone.nodes.get(zone.apex) ?? []), ...keys]]]));
    const signed = { ...zone, nodes };
    expect(changeZone(signed, makeRecords({ '@': ['192.0.2.4'] }), 11)).to.equal(undefined);
    const change = changeZone(signed, makeRecords({ '@': [] }), 11);
    expect(typesAt(change?.zone ?? zone, 'example.test')).to.have.members([6, 2, ...types]);
  });

  describe('with types missing', () => {
    const missingAt = (owner: string, ...types: readonly number[]) => new Map([[ownerOf(owner), types]]);
    const change = changeZone(zone, makeRecords({ api: [] }), 11, { missing: missingAt('api', 1) });
    const without = change?.zone ?? zone;
    const api = nameOf('api.example.test');

    it('has the types of removed records as missing', () => {
      expect(without.missing.get(api)).to.deep.equal([1]);
      expect([without.serial, change?.names]).to.deep.equal([11, [api, zone.apex]]);
      expect(zone.missing.get(api)).to.equal(undefined);
    });

    it('is no change when the same is missing', () => {
      expect(changeZone(without, makeRecords({ api: [] }), 12, { missing: missingAt('api', 1) })).to.equal(
        undefined,
      );
    });

    it('is a change of this name alone, under the same serial, when only missing types differ', () => {
      for (const types of [[28], [1, 28], []]) {
        const next = changeZone(without, makeRecords({ api: [] }), 12, {
          missing: missingAt('api', ...types),
          related: [ownerOf('www')],
        });
        expect(next?.zone.missing.get(api)).to.deep.equal(types);
        expect(next?.names).to.deep.equal([api]);
        expect([next?.zone.serial, serialIn(next?.zone ?? zone)]).to.deep.equal([11, 11]);
      }
    });

    it('names it in a change of records elsewhere', () => {
      const records = makeRecords({ api: [], www: [] });
      const next = changeZone(without, records, 12, { missing: missingAt('www', 1, 28) });
      expect(next?.names).to.have.members([api, nameOf('www.example.test'), zone.apex]);
      expect(next?.zone.missing.get(api)).to.deep.equal([]);
      expect(next?.zone.missing.get(nameOf('www.example.test'))).to.deep.equal([1, 28]);
      expect(next?.zone.serial).to.equal(12);
    });
  });

  it('leaves the old zone as it was', () => {
    changeZone(zone, makeRecords({ www: [], '@': [] }), 11);
    expect(serialIn(zone)).to.equal(10);
    expect(typesAt(zone, 'www.example.test')).to.deep.equal([1, 28]);
    expect(typesAt(zone, 'example.test')).to.have.members([6, 2, 1]);
  });
});
