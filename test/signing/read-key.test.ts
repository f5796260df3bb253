// Key files of every kind, and everything that may be wrong with one.

import { generateKeyPairSync, type KeyObject, type KeyPairKeyObjectResult } from 'node:crypto';
import { expect } from 'chai';
import { traitsOf } from '../../src/signing/algorithms.ts';
import { explainKeyProblem, type KeyProblem } from '../../src/signing/key-problem.ts';
import { keyFileOctetsMax, readKey } from '../../src/signing/read-key.ts';
import { makeSigningKey } from '../../src/signing/signing-key.ts';
import { printSecurityAlgorithm, SecurityAlgorithm } from '../../src/wire/protocol.ts';
import { allAlgorithms } from '../support/dns/make-signing-key.ts';
import { inputFile, needOpenssl, runOpenssl } from '../support/run-openssl.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';

const passphrase = 'a secret of ours';
const keys = new Map(allAlgorithms.map((algorithm) => [algorithm, traitsOf(algorithm).generate()] as const));
const { ECDSAP256SHA256, ED25519, RSASHA256, RSASHA512 } = SecurityAlgorithm;

function privateKeyOf(algorithm: SecurityAlgorithm): KeyObject {
  const key = keys.get(algorithm);
  if (key === undefined) throw new Error('there is a key for each algorithm');
  return key;
}

function pemOf(algorithm: SecurityAlgorithm): string {
  return privateKeyOf(algorithm).export({ type: 'pkcs8', format: 'pem' }).toString();
}

function read(
  file: string | Uint8Array,
  given: { readonly passphrase?: string; readonly algorithm?: SecurityAlgorithm } = {},
) {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  return readKey({ bytes, passphrase: given.passphrase, algorithm: given.algorithm });
}

function problemOf(...args: Parameters<typeof read>): KeyProblem {
  const key = read(...args);
  if (key.ok) throw new Error('the key was read');
  return key.problem;
}

function expectKey(algorithm: SecurityAlgorithm, ...args: Parameters<typeof read>): void {
  const key = read(...args);
  expect(key.ok ? key.value.dnskey : key.problem).to.equal(
    makeSigningKey(privateKeyOf(algorithm), algorithm).dnskey,
  );
}

describe('readKey', () => {
  for (const algorithm of allAlgorithms) {
    const named = printSecurityAlgorithm(algorithm);
    const key = privateKeyOf(algorithm);
    const isRsa = key.asymmetricKeyType === 'rsa';

    it(`reads PEM with ${named}: PKCS#8, plain and encrypted`, () => {
      expectKey(algorithm, pemOf(algorithm), { algorithm });
      const encrypted = key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase });
      expectKey(algorithm, encrypted.toString(), { algorithm, passphrase });
    });

    if (isRsa || key.asymmetricKeyType === 'ec') {
      const type = isRsa ? 'pkcs1' : 'sec1';
      it(`reads PEM with ${named}: ${type.toUpperCase()}, plain and in the old encryption`, () => {
        expectKey(algorithm, key.export({ type, format: 'pem' }).toString(), { algorithm });
        const encrypted = key.export({ type, format: 'pem', cipher: 'aes-128-cbc', passphrase }).toString();
        expect(encrypted).to.include('Proc-Type: 4,ENCRYPTED');
        expectKey(algorithm, encrypted, { algorithm, passphrase });
      });
    }

    it(`reads PKCS#12 with ${named}, with a certificate, in new and old encryption`, function () {
      needOpenssl(this);
      const pem = pemOf(algorithm);
      const certificate = runOpenssl(
        ['req', '-x509', '-key', inputFile, '-subj', '/CN=zone', '-days', '1'],
        pem,
      ).toString();
      const bundle = (...more: string[]) =>
        runOpenssl(
          [
            'pkcs12',
            '-export',
            '-in',
            inputFile,
            '-inkey',
            inputFile,
            '-passout',
            `pass:${passphrase}`,
            ...more,
          ],
          pem + certificate,
        );
      expectKey(algorithm, bundle(), { algorithm, passphrase });
      expectKey(
        algorithm,
        bundle('-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'),
        { algorithm, passphrase },
      );
      expectKey(algorithm, bundle('-nocerts'), { algorithm, passphrase });
    });
  }

  it('takes the algorithm from the key, and RSASHA256 for RSA, when none is named', () => {
    for (const algorithm of allAlgorithms) {
      const key = read(pemOf(algorithm));
      expect(key.ok && key.value.algorithm).to.equal(algorithm === RSASHA512 ? RSASHA256 : algorithm);
    }
  });

  it('finds the key between other things in a PEM file', () => {
    const others =
      'some text\n-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\r\n';
    const certificate = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    expectKey(ECDSAP256SHA256, others + pemOf(ECDSAP256SHA256).replaceAll('\n', '\r\n') + certificate);
  });

  it('ignores the passphrase for a key that is not encrypted', () => {
    expectKey(ED25519, pemOf(ED25519), { passphrase });
  });

  const publicPem = (pair: Pick<KeyPairKeyObjectResult, 'publicKey'>) =>
    pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const encryptedPem = privateKeyOf(ECDSAP256SHA256)
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
    .toString();
  const oldEncryptedPem = privateKeyOf(ECDSAP256SHA256)
    .export({ type: 'sec1', format: 'pem', cipher: 'aes-256-cbc', passphrase })
    .toString();
  const pemOfKind = (type: 'ec' | 'rsa', options: object) =>
    (generateKeyPairSync as (type: string, options: object) => KeyPairKeyObjectResult)(type, options)
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString();

  const bad: readonly (readonly [string, Parameters<typeof read>, KeyProblem['kind'], RegExp])[] = [
    ['an empty file', [''], 'empty', /^is empty$/],
    ['a text', ['hello'], 'unknown-format', /neither PEM nor PKCS#12/],
    ['octets', [Buffer.from([0x30, 3, 2, 1, 1])], 'unknown-format', /neither PEM nor PKCS#12/],
    ['a file that is no key by its size', [Buffer.alloc(keyFileOctetsMax + 1)], 'too-large', /65536 octets/],
    ['a public key', [publicPem(generateKeyPairSync('ed25519'))], 'public-key-only', /only a public key/],
    [
      'a certificate',
      ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
      'certificate-only',
      /only a certificate/,
    ],
    [
      'parameters',
      ['-----BEGIN EC PARAMETERS-----\nAAAA\n-----END EC PARAMETERS-----'],
      'no-key',
      /no private key/,
    ],
    ['two keys', [pemOf(ED25519) + pemOf(ECDSAP256SHA256)], 'several-keys', /2 private keys/],
    [
      'a key of OpenSSH',
      ['-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----'],
      'openssh-format',
      /ssh-keygen/,
    ],
    ['a key of BIND', ['Private-key-format: v1.3\nAlgorithm: 13\n'], 'bind-format', /BIND/],
    ['a key that was cut off', [pemOf(ED25519).slice(0, 60)], 'damaged', /damaged/],
    ['a key with a hole', [pemOf(ED25519).replace(/\n.{20}/, '\n')], 'damaged', /damaged/],
    [
      'an encrypted key without passphrase',
      [encryptedPem],
      'passphrase-missing',
      /--priv-key-passphrase-file/,
    ],
    [
      'one that is encrypted as of old',
      [oldEncryptedPem],
      'passphrase-missing',
      /--priv-key-passphrase-file/,
    ],
    [
      'a wrong passphrase',
      [encryptedPem, { passphrase: 'wrong' }],
      'passphrase-wrong',
      /does not decrypt it/,
    ],
    ['an empty passphrase', [encryptedPem, { passphrase: '' }], 'passphrase-wrong', /does not decrypt it/],
    [
      'a wrong passphrase as of old',
      [oldEncryptedPem, { passphrase: 'wrong' }],
      'passphrase-wrong',
      /does not decrypt it/,
    ],
    [
      'RSA with 1024 bits',
      [pemOfKind('rsa', { modulusLength: 1024 })],
      'rsa-size',
      /1024 bits; DNSSEC allows 2048 to 4096/,
    ],
    ['another curve', [pemOfKind('ec', { namedCurve: 'secp256k1' })], 'unsuitable', /curve secp256k1/],
    [
      'a key that is for agreement',
      [generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
      'unsuitable',
      /type x25519/,
    ],
    [
      'another algorithm than was named',
      [pemOf(ECDSAP256SHA256), { algorithm: ED25519 }],
      'algorithm-mismatch',
      /for ECDSAP256SHA256, but --priv-key-alg says ED25519/,
    ],
    [
      'RSA where something else was named',
      [pemOf(RSASHA256), { algorithm: ED25519 }],
      'algorithm-mismatch',
      /for RSASHA256 or RSASHA512, but --priv-key-alg says ED25519/,
    ],
  ];
  for (const [what, args, kind, sentence] of bad) {
    it(`refuses ${what}, and says so`, () => {
      const problem = problemOf(...args);
      expect(problem.kind).to.equal(kind);
      expect(explainKeyProblem(problem)).to.match(sentence);
    });
  }

  it('refuses a key whose halves do not belong together', () => {
    const jwk = privateKeyOf(RSASHA256).export({ format: 'jwk' });
    const other = privateKeyOf(RSASHA512).export({ format: 'jwk' });
    const der = derOfRsa({ ...jwk, n: other.n });
    const pem = `-----BEGIN RSA PRIVATE KEY-----\n${der.toString('base64')}\n-----END RSA PRIVATE KEY-----\n`;
    expect(problemOf(pem).kind).to.equal('broken');
  });

  describe('of PKCS#12', () => {
    before(function () {
      needOpenssl(this);
    });
    const bundle = (pem: string, ...more: string[]) =>
      runOpenssl(
        [
          'pkcs12',
          '-export',
          '-nocerts',
          '-in',
          inputFile,
          '-inkey',
          inputFile,
          '-passout',
          `pass:${passphrase}`,
          ...more,
        ],
        pem,
      );

    it('says that a passphrase is missing, or wrong', () => {
      const octets = bundle(pemOf(ED25519));
      expect(problemOf(octets).kind).to.equal('passphrase-missing');
      expect(problemOf(octets, { passphrase: 'wrong' }).kind).to.equal('passphrase-wrong');
    });

    it('opens one with an empty passphrase without being given one', () => {
      const octets = bundle(pemOf(ED25519), '-passout', 'pass:');
      expectKey(ED25519, octets);
    });

    it('finds no key in one with only a certificate', () => {
      const certificate = runOpenssl(
        ['req', '-x509', '-key', inputFile, '-subj', '/CN=zone', '-days', '1'],
        pemOf(RSASHA256),
      );
      const octets = runOpenssl(
        ['pkcs12', '-export', '-nokeys', '-in', inputFile, '-passout', `pass:${passphrase}`],
        certificate,
      );
      expect(problemOf(octets, { passphrase }).kind).to.equal('no-key');
    });

    it(`never throws on a damaged one (TEST_SEED=${testSeed})`, () => {
      const random = createSeededRandom();
      // Without a MAC, which would find every damage before anything else does.
      const octets = bundle(pemOf(ECDSAP256SHA256), '-nomac');
      for (let i = 0; i < 300; i++) {
        const damaged = Buffer.from(
          octets.subarray(0, random.chance(0.3) ? random.below(octets.length) : octets.length),
        );
        for (let hit = 0; hit < 3; hit++) damaged[random.below(damaged.length || 1)] = random.below(256);
        const key = read(damaged, { passphrase });
        if (!key.ok) expect(explainKeyProblem(key.problem)).not.to.include(passphrase);
      }
    });
  });

  it(`never throws on damaged PEM, and reveals nothing of it (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    for (const pem of [pemOf(ECDSAP256SHA256), pemOf(ED25519), encryptedPem, oldEncryptedPem]) {
      for (let i = 0; i < 100; i++) {
        const damaged = Buffer.from(pem);
        for (let hit = 0; hit < 4; hit++) damaged[random.below(damaged.length)] = random.below(128);
        const key = read(damaged, { passphrase });
        if (key.ok) continue;
        const sentence = explainKeyProblem(key.problem);
        expect(sentence).not.to.include(passphrase);
        expect(pem.split('\n').some((line) => line.length > 20 && sentence.includes(line))).to.equal(false);
      }
    }
  });
});

/** RFC 8017 A.1.2, by hand: node:crypto would mend or refuse what does not fit. */
function derOfRsa(jwk: { readonly [name: string]: unknown }): Buffer {
  const integer = (octets: Buffer) => {
    const body = (octets[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), octets]) : octets;
    return Buffer.concat([Buffer.from([2]), lengthOf(body), body]);
  };
  const numbers = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'].map((name) =>
    integer(Buffer.from(String(jwk[name]), 'base64url')),
  );
  const body = Buffer.concat([integer(Buffer.from([0])), ...numbers]);
  return Buffer.concat([Buffer.from([0x30]), lengthOf(body), body]);
}

function lengthOf({ length }: Buffer): Buffer {
  return length < 0x80 ? Buffer.from([length]) : Buffer.from([0x82, length >> 8, length & 0xff]);
}
