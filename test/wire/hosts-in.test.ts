// The hosts that records of each type name.

import { expect } from 'chai';
import { hostIn, namesHosts } from '../../src/wire/hosts-in.ts';
import { rootName } from '../../src/wire/name.ts';
import { printRecordType, RecordType } from '../../src/wire/protocol.ts';
import type { Rdata } from '../../src/wire/rdata.ts';
import { nameOf } from '../support/dns/make-zone.ts';

const { NS, MX, AFSDB, SRV, SVCB, HTTPS, CNAME, PTR } = RecordType;
const host = nameOf('host.example.test');

describe('hostIn', () => {
  for (const [type, before] of [
    [NS, ''],
    [MX, '\0\x0a'],
    [AFSDB, '\0\x01'],
    [SRV, '\0\0\0\x01\0\x50'],
    [SVCB, '\0\x01'],
    [HTTPS, '\0\0'],
  ] as const) {
    it(`reads that of ${printRecordType(type)}`, () => {
      expect(hostIn(type, `${before}${host}` as Rdata)).to.equal(host);
      expect(namesHosts(type)).to.equal(true);
    });
  }

  it('does not take what stands behind the name for a part of it', () => {
    expect(hostIn(HTTPS, `\0\x01${host}\0\x03\0\x02\x20\xfb` as Rdata)).to.equal(host);
  });

  it('takes `.` for the owner in ServiceMode only (RFC 9460 §2.5)', () => {
    expect(hostIn(HTTPS, '\0\x01\0' as Rdata)).to.equal(rootName);
    expect(hostIn(SVCB, '\x01\0\0' as Rdata)).to.equal(rootName);
    expect(hostIn(HTTPS, '\0\0\0' as Rdata)).to.equal(undefined);
    expect(hostIn(MX, '\0\0\0' as Rdata)).to.equal(undefined);
    expect(hostIn(SRV, '\0\0\0\0\0\0\0' as Rdata)).to.equal(undefined);
  });

  it('knows no hosts in data that names something else', () => {
    for (const type of [CNAME, PTR]) {
      expect(namesHosts(type)).to.equal(false);
      expect(hostIn(type, host as string as Rdata)).to.equal(undefined);
    }
  });
});
