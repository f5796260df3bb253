// What every zone has.

import { expect } from 'chai';
import { printRdata } from '../../src/wire/presentation/print-rdata.ts';
import { RecordType } from '../../src/wire/protocol.ts';
import { findRRset, soaOf } from '../../src/zone/zone.ts';
import { makeZone, nameOf } from '../support/dns/make-zone.ts';

describe('soaOf', () => {
  it('names the primary and the hostmaster of the zone, and derives its times from the timing', () => {
    const zone = makeZone({}, { serial: 7, ns: ['ns1.elsewhere.test', 'ns2.elsewhere.test'] });
    const { type, ttlSeconds, rdatas } = soaOf(zone);
    expect(ttlSeconds).to.equal(zone.timing.apexTtlSeconds);
    expect(rdatas.map((rdata) => printRdata(type, rdata))).to.deep.equal([
      'ns1.elsewhere.test. hostmaster.example.test. 7 600 60 604800 30',
    ]);
  });
});

describe('findRRset', () => {
  const zone = makeZone({ www: ['192.0.2.1'] });

  it('finds the RRset of a type at a name', () => {
    expect(findRRset(zone, nameOf('www.example.test'), RecordType.A)?.rdatas).to.have.length(1);
  });

  it('finds nothing of another type, nor at another name', () => {
    expect(findRRset(zone, nameOf('www.example.test'), RecordType.AAAA)).to.equal(undefined);
    expect(findRRset(zone, nameOf('other.example.test'), RecordType.A)).to.equal(undefined);
  });
});
