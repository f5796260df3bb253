// RRSIGs: their fields, and that they verify with every algorithm.

import { expect } from 'chai';
import { signRRset } from '../../src/signing/sign-rrset.ts';
import { readRrsig } from '../../src/wire/dnssec-rdata.ts';
import { printSecurityAlgorithm, RecordType } from '../../src/wire/protocol.ts';
import type { Rdata } from '../../src/wire/rdata.ts';
import { makeRRset } from '../../src/wire/rrset.ts';
import { allAlgorithms, signingKey } from '../support/dns/make-signing-key.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { isSignature, readKey, readSignature } from '../support/dns/verify-zone.ts';

const signer = nameOf('example.test');
const validity = { inceptionSeconds: 1000, expirationSeconds: 2000 };
const rrset = makeRRset(RecordType.A, 60, ['\x0a\0\0\x02', '\x0a\0\0\x01', '\xc0\0\x02\x01'] as Rdata[]);

describe('signRRset', () => {
  for (const algorithm of allAlgorithms) {
    it(`makes signatures of ${printSecurityAlgorithm(algorithm)} that verify, and fail on any other data`, async () => {
      const key = signingKey(algorithm);
      const owner = nameOf('www.example.test');
      const { rdatas } = await signRRset({ owner, rrset, signer, keys: [key], validity });
      expect(rdatas).to.have.length(1);
      const signature = readSignature(rdatas[0] ?? '');
      const plain = readKey(key.dnskey);
      expect(plain).to.include({ tag: key.keyTag, algorithm });
      expect(isSignature(owner, rrset, signature, plain)).to.equal(true);
      expect(isSignature(nameOf('wwv.example.test'), rrset, signature, plain)).to.equal(false);
      const fewer = { ...rrset, rdatas: rrset.rdatas.slice(1) };
      expect(isSignature(owner, fewer, signature, plain)).to.equal(false);
      expect(isSignature(owner, { ...rrset, type: RecordType.TXT }, signature, plain)).to.equal(false);
    });
  }

  // RFC 4034 §3.1.3
  const labels: readonly (readonly [string, number])[] = [
    ['example.test', 2],
    ['www.example.test', 3],
    ['a.b.c.example.test', 5],
    ['*.example.test', 2],
    ['*.a.example.test', 3],
  ];
  for (const [owner, count] of labels) {
    it(`counts ${count} labels of ${owner}`, async () => {
      const { rdatas } = await signRRset({
        owner: nameOf(owner),
        rrset,
        signer,
        keys: [signingKey()],
        validity,
      });
      expect(readRrsig(rdatas[0] ?? ('' as Rdata)).labelCount).to.equal(count);
    });
  }

  it('states the TTL, the times, the key and the zone, and has the TTL of what it covers (RFC 4034 §3)', async () => {
    const key = signingKey();
    const made = await signRRset({ owner: nameOf('www.example.test'), rrset, signer, keys: [key], validity });
    expect(made).to.include({ type: RecordType.RRSIG, ttlSeconds: 60 });
    expect(readRrsig(made.rdatas[0] ?? ('' as Rdata))).to.include({
      typeCovered: RecordType.A,
      algorithm: key.algorithm,
      originalTtlSeconds: 60,
      ...validity,
      keyTag: key.keyTag,
      signer,
    });
  });

  it('makes one signature per key', async () => {
    const keys = [signingKey(13, 0), signingKey(13, 1), signingKey(15)];
    const { rdatas } = await signRRset({ owner: signer, rrset, signer, keys, validity });
    const tags = rdatas.map((rdata) => readRrsig(rdata).keyTag);
    expect(tags).to.have.members(keys.map(({ keyTag }) => keyTag));
  });
});
