// What is said about key files: what kind of file it is, and the way out.

import { expect } from 'chai';
import { explainKeyProblem, type KeyProblem } from '../../src/signing/key-problem.ts';
import { SecurityAlgorithm } from '../../src/wire/protocol.ts';

describe('explainKeyProblem', () => {
  const problems: readonly (readonly [KeyProblem, string])[] = [
    [{ kind: 'empty' }, 'is empty'],
    [{ kind: 'unknown-format' }, 'is neither PEM nor PKCS#12'],
    [
      { kind: 'openssh-format' },
      'is in OpenSSH format; convert a copy with "ssh-keygen -p -m PEM" or "-m PKCS8"',
    ],
    [{ kind: 'bind-format' }, 'is in BIND format, which is not supported; convert it to PEM'],
    [{ kind: 'public-key-only' }, 'has only a public key; signing needs the private key'],
    [{ kind: 'certificate-only' }, 'has only a certificate; signing needs its private key'],
    [{ kind: 'no-key' }, 'has no private key'],
    [{ kind: 'several-keys', count: 2 }, 'has 2 private keys; put each into a file of its own'],
    [{ kind: 'too-large', octetsMax: 9 }, 'has more than 9 octets; no key is that large'],
    [{ kind: 'rsa-size', bits: 1024 }, 'has an RSA key of 1024 bits; DNSSEC allows 2048 to 4096'],
    [
      { kind: 'unsuitable', what: 'a key of type x25519' },
      'has a key of type x25519, which cannot sign a zone',
    ],
    [
      {
        kind: 'algorithm-mismatch',
        wanted: SecurityAlgorithm.ED25519,
        found: [SecurityAlgorithm.RSASHA256, SecurityAlgorithm.RSASHA512],
      },
      'has a key for RSASHA256 or RSASHA512, but --priv-key-alg says ED25519',
    ],
  ];
  for (const [problem, words] of problems)
    it(`says "${words}"`, () => expect(explainKeyProblem(problem)).to.equal(words));
});
