// The record data of DNSSEC: the examples of the RFCs, octet by octet.

import { expect } from 'chai';
import type { ByteString } from '../../src/base/byte-string.ts';
import {
  dnskeyRdata,
  dsRdata,
  keyTagOf,
  nsec3Parameters,
  nsec3Rdata,
  nsecRdata,
  readDnskey,
  readDs,
  readNsec,
  readNsec3,
  readRrsig,
  readRrsigTimes,
  rrsigRdata,
  writeRrsigFields,
} from '../../src/wire/dnssec-rdata.ts';
import { SecurityAlgorithm } from '../../src/wire/protocol.ts';
import { nameOf } from '../support/dns/make-zone.ts';

function hex(octets: string): string {
  return Buffer.from(octets, 'latin1').toString('hex');
}

function fromBase64(text: string): ByteString {
  return Buffer.from(text, 'base64').toString('latin1') as ByteString;
}

describe('the record data of DNSSEC', () => {
  // RFC 4034 §5.4: the key dskey.example.com
  const exampleKey = {
    flags: 256,
    algorithm: 5,
    publicKey: fromBase64(
      'AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvx' +
        'egXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==',
    ),
  };

  it('has the key tag of the example of RFC 4034 §5.4 (appendix B)', () => {
    expect(keyTagOf(dnskeyRdata(exampleKey))).to.equal(60_485);
  });

  it('reads back what it writes of a DNSKEY (RFC 4034 §2.1) and a DS (§5.1)', () => {
    expect(readDnskey(dnskeyRdata(exampleKey))).to.deep.equal(exampleKey);
    expect(hex(dnskeyRdata({ flags: 257, algorithm: 13, publicKey: '\x01\x02' as ByteString }))).to.equal(
      '0101030d0102',
    );
    const ds = { keyTag: 60_485, algorithm: 5, digestType: 2, digest: '\xd4\xb7' as ByteString };
    expect(hex(dsRdata(ds))).to.equal('ec450502d4b7');
    expect(readDs(dsRdata(ds))).to.deep.equal(ds);
  });

  it('writes the fields of an RRSIG in their order (RFC 4034 §3.1), the signature behind them', () => {
    const fields = {
      typeCovered: 1,
      algorithm: SecurityAlgorithm.ECDSAP256SHA256,
      labelCount: 3,
      originalTtlSeconds: 86_400,
      expirationSeconds: 0xfedc_ba98,
      inceptionSeconds: 1,
      keyTag: 2642,
      signer: nameOf('example.test'),
    };
    const rdata = rrsigRdata(writeRrsigFields(fields), Buffer.from([9, 8]));
    expect(hex(rdata)).to.equal(`00010d0300015180fedcba98000000010a52${hex(nameOf('example.test'))}0908`);
    expect(readRrsig(rdata)).to.deep.equal({ ...fields, signature: '\x09\x08' });
    expect(readRrsigTimes(rdata)).to.deep.equal({ expirationSeconds: 0xfedc_ba98, inceptionSeconds: 1 });
  });

  it('writes times beyond 2106 modulo 2^32 (RFC 4034 §3.1.5)', () => {
    const fields = {
      typeCovered: 1,
      algorithm: 13,
      labelCount: 1,
      originalTtlSeconds: 1,
      keyTag: 1,
      signer: nameOf('a'),
    };
    const late = writeRrsigFields({
      ...fields,
      expirationSeconds: 2 ** 32 + 5,
      inceptionSeconds: 2 ** 32 - 5,
    });
    expect(hex(late).slice(16, 32)).to.equal('00000005fffffffb');
  });

  it('writes the bitmap of an NSEC as in the example of RFC 4034 §4.3', () => {
    const rdata = nsecRdata(nameOf('host.example.com'), [1, 15, 46, 47, 1234]);
    expect(hex(rdata)).to.equal(
      `04686f7374076578616d706c6503636f6d00${'0006400100000003'}041b${'00'.repeat(26)}20`,
    );
    expect(readNsec(rdata)).to.deep.equal({ next: nameOf('host.example.com'), types: [1, 15, 46, 47, 1234] });
  });

  it('writes an NSEC3 without salt (RFC 5155 §3.2), and without a bitmap when there are no types', () => {
    const hash = '\xaa'.repeat(20) as ByteString;
    expect(hex(nsec3Parameters)).to.equal('0100000000');
    expect(hex(nsec3Rdata(hash, []))).to.equal(`010000000014${'aa'.repeat(20)}`);
    const rdata = nsec3Rdata(hash, [46, 1]);
    expect(hex(rdata)).to.equal(`010000000014${'aa'.repeat(20)}0006400000000002`);
    expect(readNsec3(rdata)).to.deep.equal({
      hashAlgorithm: 1,
      flags: 0,
      iterations: 0,
      salt: '',
      nextHash: hash,
      types: [1, 46],
    });
  });
});
