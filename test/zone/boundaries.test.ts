import { expect } from 'chai';
import { uint8, uint16 } from '../../src/base/byte-string.ts';
import { printName, type RelativeName } from '../../src/wire/name.ts';
import { RecordType } from '../../src/wire/protocol.ts';
import { joinRdata, nsRdata } from '../../src/wire/rdata.ts';
import { makeRRset } from '../../src/wire/rrset.ts';
import { buildZone, changeZone } from '../../src/zone/build-zone.ts';
import type { NodeMap } from '../../src/zone/node-map.ts';
import type { OwnedRecords, ZoneNode } from '../../src/zone/zone.ts';
import { makeRecords, makeZone, nameOf, ownerOf } from '../support/dns/make-zone.ts';

const ns = makeRRset(RecordType.NS, 60, [nsRdata(nameOf('ns.child.example.test'))]);
const ds = makeRRset(RecordType.DS, 60, [joinRdata(uint16(1), uint8(13), uint8(2))]);
const dname = makeRRset(RecordType.DNAME, 60, [joinRdata(nameOf('example.net'))]);
const frame = makeZone({});

function at(owner: string, ...node: ZoneNode): OwnedRecords {
  return new Map([[ownerOf(owner), node]]);
}

function join(...all: OwnedRecords[]): OwnedRecords {
  const joined = new Map<RelativeName, ZoneNode>();
  for (const records of all)
    for (const [owner, node] of records) joined.set(owner, [...(joined.get(owner) ?? []), ...node]);
  return joined;
}

function show(nodes: NodeMap<ZoneNode>): Record<string, number[]> {
  return Object.fromEntries(
    [...nodes.names()].map((name) => [printName(name), (nodes.get(name) ?? []).map(({ type }) => type)]),
  );
}

describe('A zone with delegations', () => {
  const records = join(
    at('child', ns, ds),
    makeRecords({
      child: ['192.0.2.1'],
      'ns.child': ['192.0.2.2'],
      'a.b.child': ['192.0.2.3'],
      www: ['192.0.2.4'],
    }),
    at('deeper.child', ns),
  );
  const zone = buildZone(frame, records);

  it('answers at a cut with NS and DS records only, and below it with nothing', () => {
    expect(show(zone.nodes)).to.deep.equal({
      'example.test.': [RecordType.SOA, RecordType.NS],
      'child.example.test.': [RecordType.NS, RecordType.DS],
      'www.example.test.': [RecordType.A],
    });
  });

  it('keeps the rest as glue', () => {
    expect(show(zone.occluded)).to.deep.equal({
      'child.example.test.': [RecordType.A],
      'ns.child.example.test.': [RecordType.A],
      'a.b.child.example.test.': [RecordType.A],
      'deeper.child.example.test.': [RecordType.NS],
    });
  });

  it('is cut at the highest name with NS records', () => {
    expect([...zone.cuts].map(printName)).to.deep.equal(['child.example.test.']);
  });

  it('changes its referral, and so its serial, with the glue', () => {
    const change = changeZone(zone, makeRecords({ 'ns.child': ['192.0.2.9'] }), 2);
    expect(change?.names.map(printName)).to.have.members(['example.test.', 'child.example.test.']);
    expect(change?.zone.serial).to.equal(2);
  });

  it('does not change with the same glue', () => {
    expect(changeZone(zone, makeRecords({ 'ns.child': ['192.0.2.2'] }), 2)).to.equal(undefined);
  });
});

describe('A zone with a DNAME', () => {
  it('has nothing below it, but keeps what else is at its name', () => {
    const zone = buildZone(
      frame,
      join(at('moved', dname), makeRecords({ moved: ['192.0.2.1'], 'x.moved': ['192.0.2.2'] })),
    );
    expect(show(zone.nodes)).to.deep.equal({
      'example.test.': [RecordType.SOA, RecordType.NS],
      'moved.example.test.': [RecordType.DNAME, RecordType.A],
    });
    expect(Object.keys(show(zone.occluded))).to.deep.equal(['x.moved.example.test.']);
    expect(zone.cuts.size).to.equal(0);
  });
});
