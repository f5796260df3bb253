// Which keys a zone publishes, which of them sign what, and what the parent is asked for.

import { expect } from 'chai';
import { readByteString } from '../../src/base/byte-string.ts';
import { apexRRsets, apexSigningTypes, dsOf, keysFor } from '../../src/signing/signing-settings.ts';
import { dnskeyRdata, keyTagOf, readDs } from '../../src/wire/dnssec-rdata.ts';
import { DigestType, RecordType, SecurityAlgorithm } from '../../src/wire/protocol.ts';
import { denialTtlSeconds, deriveTiming } from '../../src/zone/zone-timing.ts';
import { signingKey } from '../support/dns/make-signing-key.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { settingsOf } from '../support/worlds/signed-world.ts';

const { A, CDNSKEY, CDS, DNSKEY, NSEC3PARAM } = RecordType;
const inUse = signingKey(SecurityAlgorithm.ECDSAP256SHA256, 0);
const next = signingKey(SecurityAlgorithm.ECDSAP256SHA256, 1);
const otherAlgorithm = signingKey(SecurityAlgorithm.ED25519);
const apex = nameOf('example.test');
const timing = deriveTiming(30, undefined, true);

describe('keysFor', () => {
  const settings = settingsOf('nsec', inUse, next, otherAlgorithm);

  for (const type of [DNSKEY, CDS, CDNSKEY]) {
    it(`lets every key sign type ${type}`, () =>
      expect(keysFor(settings, type)).to.deep.equal([inUse, next, otherAlgorithm]));
  }

  it('lets the first key of each algorithm sign everything else (RFC 6840 §5.11)', () => {
    expect(keysFor(settings, A)).to.deep.equal([inUse, otherAlgorithm]);
  });
});

describe('apexRRsets', () => {
  it('asks the parent for the keys with the algorithm of the first (RFC 6781 §4.1.4)', () => {
    const rrsets = apexRRsets(settingsOf('nsec', inUse, next, otherAlgorithm), apex, timing);
    const rdatasOf = (type: number) => rrsets.find((rrset) => rrset.type === type)?.rdatas;
    expect(rdatasOf(DNSKEY)).to.have.members([inUse.dnskey, next.dnskey, otherAlgorithm.dnskey]);
    expect(rdatasOf(CDNSKEY)).to.have.members([inUse.dnskey, next.dnskey]);
    expect(rdatasOf(CDS)?.map((rdata) => readDs(rdata).keyTag)).to.have.members([inUse.keyTag, next.keyTag]);
  });

  it('has only types that are known to come from signing, NSEC3PARAM with NSEC3 alone', () => {
    const typesWith = (kind: 'nsec' | 'nsec3') =>
      apexRRsets(settingsOf(kind, inUse), apex, timing).map(({ type }) => type);
    expect(typesWith('nsec')).to.deep.equal([DNSKEY, CDS, CDNSKEY]);
    expect(typesWith('nsec3')).to.deep.equal([DNSKEY, CDS, CDNSKEY, NSEC3PARAM]);
    expect([...apexSigningTypes]).to.have.members(typesWith('nsec3'));
  });

  it('gives NSEC3PARAM the TTL that PowerDNS gives it, and the others that of the SOA', () => {
    const rrsets = apexRRsets(settingsOf('nsec3', inUse), apex, timing);
    const ttls = new Map(rrsets.map(({ type, ttlSeconds }) => [type, ttlSeconds]));
    expect(ttls.get(NSEC3PARAM)).to.equal(denialTtlSeconds(timing)).and.not.equal(timing.apexTtlSeconds);
    expect(ttls.get(DNSKEY)).to.equal(timing.apexTtlSeconds);
  });
});

describe('dsOf', () => {
  it('digests the key as in the example of RFC 4509 §2.3', () => {
    const publicKey = Buffer.from(
      'AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvx' +
        'egXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==',
      'base64',
    );
    const dnskey = dnskeyRdata({ flags: 256, algorithm: 5, publicKey: readByteString(publicKey) });
    expect(keyTagOf(dnskey)).to.equal(60_485);
    const ds = dsOf(nameOf('dskey.example.com'), { ...inUse, dnskey, keyTag: 60_485 }, DigestType.SHA256);
    expect(Buffer.from(readDs(ds).digest, 'latin1').toString('hex')).to.equal(
      'd4b7d520e7bb5f0f67674a0cceb1e3e0614b93c4f9e99b8383f6a1e4469da50a',
    );
  });

  it('is another one in each zone', () => {
    const ds = (zone: string) => dsOf(nameOf(zone), inUse, DigestType.SHA256);
    expect(ds('a.test')).not.to.equal(ds('b.test'));
  });
});
