// What each algorithm means for node:crypto: which keys fit it, and how a DNSKEY holds them.

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect } from 'chai';
import { findAlgorithms, traitsOf } from '../../src/signing/algorithms.ts';
import { printSecurityAlgorithm, SecurityAlgorithm } from '../../src/wire/protocol.ts';
import { allAlgorithms } from '../support/dns/make-signing-key.ts';

const { ECDSAP256SHA256, ECDSAP384SHA384, ED25519, ED448, RSASHA256, RSASHA512 } = SecurityAlgorithm;

function rsaKey(bits: number): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength: bits }).privateKey;
}

describe('findAlgorithms', () => {
  for (const algorithm of allAlgorithms) {
    it(`finds ${printSecurityAlgorithm(algorithm)} for a key made for it`, () => {
      const fit = findAlgorithms(traitsOf(algorithm).generate());
      expect(fit.kind === 'fits' && fit.algorithms).to.include(algorithm);
    });
  }

  it('prefers RSASHA256 for RSA', () => {
    expect(findAlgorithms(rsaKey(2048))).to.deep.equal({ kind: 'fits', algorithms: [RSASHA256, RSASHA512] });
  });

  const misfits: readonly (readonly [string, () => KeyObject, object])[] = [
    ['RSA of 1024 bits', () => rsaKey(1024), { kind: 'rsa-size', bits: 1024 }],
    [
      'a curve that DNSSEC does not use',
      () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey,
      { kind: 'none', what: 'an EC key on the curve secp256k1' },
    ],
    [
      'a key that cannot sign',
      () => generateKeyPairSync('x25519').privateKey,
      { kind: 'none', what: 'a key of type x25519' },
    ],
  ];
  for (const [what, make, fit] of misfits)
    it(`finds none for ${what}`, () => expect(findAlgorithms(make())).to.deep.equal(fit));
});

describe('writePublicKey', () => {
  const lengths: readonly (readonly [SecurityAlgorithm, number])[] = [
    // RFC 3110 §2: one octet for the length of the exponent, three for 65537, 256 for the modulus.
    [RSASHA256, 1 + 3 + 256],
    [ECDSAP256SHA256, 64],
    [ECDSAP384SHA384, 96],
    [ED25519, 32],
    [ED448, 57],
  ];
  for (const [algorithm, octets] of lengths) {
    it(`takes ${octets} octets with ${printSecurityAlgorithm(algorithm)}`, () => {
      const { generate, writePublicKey } = traitsOf(algorithm);
      expect(writePublicKey(generate())).to.have.length(octets);
    });
  }
});
