// Keys that sign: the public half fits the signatures, and the private half stays where it is.

import { verify } from 'node:crypto';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { signInput, traitsOf } from '../../src/signing/algorithms.ts';
import { makeSigningKey } from '../../src/signing/signing-key.ts';
import { keyTagOf, readDnskey } from '../../src/wire/dnssec-rdata.ts';
import { printSecurityAlgorithm, SecurityAlgorithm } from '../../src/wire/protocol.ts';
import { allAlgorithms } from '../support/dns/make-signing-key.ts';

describe('makeSigningKey', () => {
  for (const algorithm of allAlgorithms) {
    it(`makes signatures with ${printSecurityAlgorithm(algorithm)} that its key verifies`, async () => {
      const { digest, generate } = traitsOf(algorithm);
      const privateKey = generate();
      const key = makeSigningKey(privateKey, algorithm);
      const data = Buffer.from('example.test');
      const signature = await key.sign(data);
      expect(verify(digest, data, signInput(privateKey), signature)).to.equal(true);
      expect(verify(digest, Buffer.from('other data'), signInput(privateKey), signature)).to.equal(false);
    });
  }

  it('publishes a zone key and secure entry point (RFC 4034 §2.1.1) under its tag', () => {
    const key = makeSigningKey(traitsOf(SecurityAlgorithm.ED25519).generate(), SecurityAlgorithm.ED25519);
    expect(readDnskey(key.dnskey)).to.include({ flags: 257, algorithm: SecurityAlgorithm.ED25519 });
    expect(key.keyTag).to.equal(keyTagOf(key.dnskey));
  });

  it('does not show its private half', () => {
    const privateKey = traitsOf(SecurityAlgorithm.ED25519).generate();
    const key = makeSigningKey(privateKey, SecurityAlgorithm.ED25519);
    const secret = privateKey.export({ format: 'jwk' }).d ?? '';
    expect(secret).to.have.length(43);
    expect(inspect(key, { depth: 9 }) + JSON.stringify(key)).not.to.include(secret);
  });
});
