// Record data to values, and malformed data.

import { expect } from 'chai';
import type { ByteString } from '../../src/base/byte-string.ts';
import type { Name } from '../../src/wire/name.ts';
import { type Rdata, soaRdata, srvRdata, txtRdata } from '../../src/wire/rdata.ts';
import {
  readAddress,
  readSoaMinimumSeconds,
  readSrv,
  readTarget,
  readTxt,
} from '../../src/wire/read-rdata.ts';

const rdata = (text: string) => text as Rdata;

describe('record data', () => {
  it('of A and AAAA is an address', () => {
    expect(readAddress(rdata('\xc0\0\x02\x01'))).to.deep.equal({ family: 4, text: '192.0.2.1' });
    const v6 = Buffer.from('20010db8000000000000000000000001', 'hex').toString('latin1');
    expect(readAddress(rdata(v6))).to.deep.equal({ family: 6, text: '2001:db8::1' });
    for (const wrong of ['', '\xc0\0\x02', `${v6}\0`]) expect(readAddress(rdata(wrong))).to.equal(undefined);
  });

  it('of SRV comes back as written, with a target of any octets', () => {
    const fields = { priority: 1, weight: 65_535, port: 8080, target: '\x03a.\xff\x04test\0' as Name };
    expect(srvRdata(fields)).to.equal('\0\x01\xff\xff\x1f\x90\x03a.\xff\x04test\0');
    expect(readSrv(srvRdata(fields))).to.deep.equal(fields);
    for (const wrong of ['', '\0\0\0\0\0\0', '\0\0\0\0\0\0\x01a', '\0\0\0\0\0\0\x01a\0\0']) {
      expect(readSrv(rdata(wrong))).to.equal(undefined);
    }
  });

  it('of TXT comes back as written, with strings of any octets', () => {
    const strings = ['', 'a=b', '\0\xff'.repeat(127)] as ByteString[];
    expect(readTxt(txtRdata(strings))).to.deep.equal(strings);
    expect(txtRdata([])).to.equal('\0');
    for (const wrong of ['', '\x01', '\x02a', '\x01ab']) expect(readTxt(rdata(wrong))).to.equal(undefined);
  });

  it('of CNAME, NS and PTR is one name', () => {
    expect(readTarget(rdata('\x01a\x04test\0'))).to.equal('\x01a\x04test\0');
    for (const wrong of ['', '\x01a', '\x01a\0\0', '\xc0\0'])
      expect(readTarget(rdata(wrong))).to.equal(undefined);
  });

  it('of SOA ends with the TTL of negative answers', () => {
    const soa = soaRdata({
      primary: '\x03ns1\x04test\0' as Name,
      mailbox: '\0' as Name,
      serial: 1,
      refreshSeconds: 2,
      retrySeconds: 3,
      expireSeconds: 4,
      minimumSeconds: 0xffff_fffe,
    });
    expect(readSoaMinimumSeconds(soa)).to.equal(0xffff_fffe);
    for (const wrong of ['', '\0', '\0\0', soa.slice(1), `${soa}\0`]) {
      expect(readSoaMinimumSeconds(rdata(wrong))).to.equal(undefined);
    }
  });
});
