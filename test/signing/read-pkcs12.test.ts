// PKCS#12 files that yield no key. read-key.test.ts reads good ones, with every algorithm.

import { cpSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import forge from 'node-forge';
import type * as Pkcs12 from '../../src/signing/read-pkcs12.ts';
import { readPkcs12 } from '../../src/signing/read-pkcs12.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const { privateKey, publicKey } = forge.pki.rsa.generateKeyPair({ bits: 1024 });
const certificate = forge.pki.createCertificate();
certificate.publicKey = publicKey;
certificate.sign(privateKey);

function containerOf(key: forge.pki.rsa.PrivateKey | null): string {
  const options = { algorithm: '3des' } as const;
  return forge.asn1.toDer(forge.pkcs12.toPkcs12Asn1(key, certificate, 'secret', options)).getBytes();
}

/** DER: a tag, its length, what it holds. */
function der(tag: number, ...parts: readonly string[]): string {
  const held = parts.join('');
  return String.fromCharCode(tag, held.length) + held;
}

const data = '\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01';
const keyBag = '\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x01';
const [sequence, octetString, content] = [0x30, 0x04, 0xa0];

/** What a fuzzer found: a bag for a key, with nothing in it. */
function containerOfEmptyBag(): string {
  const holds = (what: string) => der(sequence, data, der(content, der(octetString, what)));
  const bags = der(sequence, der(sequence, keyBag, der(content)));
  return der(sequence, '\x02\x01\x03', holds(der(sequence, holds(bags))));
}

describe('readPkcs12', () => {
  const bundle = containerOf(privateKey);

  it('reads a key', () => {
    const read = readPkcs12(bundle, 'secret');
    expect(read.ok && read.value.asymmetricKeyType).to.equal('rsa');
  });

  const problems: readonly (readonly [string, string, string | undefined, string])[] = [
    ['what is not ASN.1', 'hello', undefined, 'unknown-format'],
    ['other ASN.1', '\x30\x03\x02\x01\x01', undefined, 'unknown-format'],
    ['a wrong passphrase', bundle, 'other', 'passphrase-wrong'],
    ['a missing passphrase', bundle, undefined, 'passphrase-missing'],
    ['a bag with nothing in it', containerOfEmptyBag(), undefined, 'damaged'],
    ['a container without a key', containerOf(null), 'secret', 'no-key'],
  ];
  for (const [what, octets, passphrase, kind] of problems) {
    it(`refuses ${what}`, () => {
      const read = readPkcs12(octets, passphrase);
      expect(read.ok ? 'read' : read.problem.kind).to.equal(kind);
    });
  }

  /** As for a moment while a package is upgraded. */
  it('says when node-forge cannot be loaded', async () => {
    const directory = makeTemporaryDirectory();
    writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
    for (const file of ['signing/read-pkcs12.js', 'base/result.js'])
      cpSync(resolve(import.meta.dirname, '../../src', file), join(directory, file));
    const url = pathToFileURL(join(directory, 'signing/read-pkcs12.js')).href;
    const alone = (await import(url)) as typeof Pkcs12;
    expect(alone.readPkcs12('0', undefined)).to.deep.equal({
      ok: false,
      problem: { kind: 'reader-missing' },
    });
  });
});
