// Certificates and keys on disk: what is loaded, what is refused and what is odd.

import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { Findings } from '../../../src/config/findings/finding.ts';
import { wantedOf } from '../../../src/daemon/sockets.ts';
import { loadConfig } from '../../../src/publishing/loading/load-config.ts';
import { loadTls } from '../../../src/publishing/loading/load-tls.ts';
import { certifyKey } from '../../support/certify-key.ts';
import { configOf } from '../../support/daemon/read-findings.ts';
import { authorityPem, type CertificateSettings, makeCertificate } from '../../support/make-certificate.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

const folder = makeTemporaryDirectory();
const { key, cert } = makeCertificate({ names: ['ns1.example.test', '*.example.test'], ips: ['192.0.2.53'] });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const ecPem = ec.export({ type: 'pkcs8', format: 'pem' }).toString();
const encryptedPem = ec
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'correct horse' })
  .toString();
const ecCertificate = certifyKey(ecPem);
let files = 0;

function file(content: string | Buffer, mode = 0o600): string {
  const path = join(folder, `${++files}.pem`);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

function load(certPath: string, keyPath: string) {
  const findings = new Findings();
  const identity = loadTls({ port: 853, certPath, keyPath }, findings);
  const said = findings.all.map(
    ({ severity, path, message }) => `${severity}: ${path}: ${message.replace(/^"[^"]*" /, '')}`,
  );
  return { identity, said };
}

const loadTexts = (certText: string | Buffer, keyText: string | Buffer) =>
  load(file(certText, 0o644), file(keyText));
const certificate = (settings: CertificateSettings) => makeCertificate(settings).cert;

describe('loadTls', () => {
  it('loads a certificate and its key, and says what the certificate is', () => {
    const { identity, said } = loadTexts(cert, key);
    expect(said).to.deep.equal([]);
    expect(identity?.chain).to.equal(cert.replaceAll('\r', ''));
    expect(identity?.certificate).to.deep.include({
      names: ['ns1.example.test', '*.example.test', '192.0.2.53'],
      keyKind: 'RSA 2048',
    });
    expect(identity?.certificate.fingerprint).to.match(/^[0-9a-f]{64}$/);
    expect(identity?.certificate.expiresSeconds).to.be.greaterThan(Date.now() / 1000);
  });

  it('loads a chain, and nothing but certificates from a file that has the key too', () => {
    const { identity, said } = loadTexts(`${key}${cert}${authorityPem}`, `${key}${cert}`);
    expect(said).to.deep.equal([]);
    expect(identity?.chain.match(/BEGIN [A-Z ]+/g)).to.deep.equal(['BEGIN CERTIFICATE', 'BEGIN CERTIFICATE']);
  });

  it('shows nothing of the key to who looks at what was loaded', () => {
    const { identity } = loadTexts(cert, key);
    const shown = inspect(identity, { depth: 9, showHidden: true }) + JSON.stringify(identity);
    expect(shown).to.not.include('PRIVATE KEY').and.not.include(key.slice(-240, -200));
  });

  const refused: readonly (readonly [string, string | Buffer, string | Buffer, string])[] = [
    ['an empty certificate file', '', key, 'tls-cert: is empty'],
    ['an empty key file', cert, '', 'tls-key: is empty'],
    ['half a certificate', cert.slice(0, 400), key, 'tls-cert: has no certificate in PEM'],
    [
      'a damaged certificate',
      cert.replace(/\n.{8}/, '\nAAAAAAAA'),
      key,
      'tls-cert: has a certificate that cannot be read (number 1); the file is damaged',
    ],
    [
      'DER',
      Buffer.from(cert.replace(/-----.*-----|\s/g, ''), 'base64'),
      key,
      'tls-cert: is not PEM; if it is DER, convert it with "openssl x509 -inform der -out server.crt -in" and its name',
    ],
    ['a key in place of the certificate', key, key, 'tls-cert: has a private key and no certificate'],
    [
      'a certificate in place of the key',
      cert,
      cert,
      'tls-key: has no private key in PEM; give the key of --tls-cert',
    ],
    [
      'a hundred certificates',
      cert.repeat(100),
      key,
      "tls-cert: has 100 certificates; give it the server's own and the few that lead to one that clients trust",
    ],
    [
      'the key of another certificate',
      cert,
      ecPem,
      'tls-cert: does not match the key in --tls-key; a renewal replaces both files',
    ],
    [
      'a chain that begins with its issuer',
      `${ecCertificate}${cert}`,
      key,
      'tls-cert: does not begin with the certificate of --tls-key; put that first',
    ],
    [
      'an encrypted key',
      cert,
      encryptedPem,
      'tls-key: is encrypted, but nobody can enter a passphrase when the service starts; decrypt it with "openssl pkey"',
    ],
    [
      'two keys',
      cert,
      key + ecPem,
      'tls-key: has 2 private keys; put the one of --tls-cert into a file of its own',
    ],
    [
      'a damaged key',
      cert,
      key.replace(/\n.{8}/, '\nAAAAAAAA'),
      'tls-key: has an unreadable private key; the file is damaged',
    ],
  ];
  for (const [what, certText, keyText, message] of refused)
    it(`refuses ${what}`, () =>
      expect(loadTexts(certText, keyText)).to.deep.equal({
        identity: undefined,
        said: [`error: ${message}`],
      }));

  it('says of both files what is wrong with them, and reads no more than a certificate can have', () => {
    mkdirSync(join(folder, 'directory'));
    expect(load(join(folder, 'missing.crt'), join(folder, 'directory')).said).to.deep.equal([
      'error: tls-cert: cannot be read: there is no such file',
      'error: tls-key: cannot be read: it is a directory, not a file',
    ]);
    expect(load(file(Buffer.alloc(200_000, 'x')), '/dev/zero').said).to.deep.equal([
      'error: tls-cert: cannot be read: it is larger than the limit of 131072 octets',
      'error: tls-key: cannot be read: it is a device, not a file',
    ]);
  });

  it('names the way out for a credential that is missing', () => {
    const path = '/run/credentials/healthy-dns.service/tls.key';
    expect(load(file(cert), path).said).to.deep.equal([
      'error: tls-key: cannot be read: there is no such file; systemd loads credentials (LoadCredential=) only when it ' +
        'starts the service: run "systemctl restart healthy-dns"',
    ]);
  });

  it('warns of a key that everybody may read, and not of such a certificate', () => {
    const { identity, said } = load(file(cert, 0o644), file(key, 0o644));
    expect(identity).to.not.equal(undefined);
    expect(said).to.have.length(1);
    expect(said[0]).to.match(
      /^warning: tls-key: is accessible to every user of this machine; run "chmod o= /,
    );
  });

  it('loads ECDSA, and says so', () => {
    const { identity, said } = loadTexts(ecCertificate, ecPem);
    expect(said).to.deep.equal([]);
    expect(identity?.certificate.keyKind).to.equal('ECDSA P-256');
  });

  const odd: readonly (readonly [string, string, RegExp])[] = [
    [
      'has expired',
      certificate({ endDays: -0.5 }),
      /^warning: tls-cert: expired on \d{4}-\d\d-\d\d; clients/,
    ],
    [
      'is not valid yet',
      certificate({ startDays: 2 }),
      /^warning: tls-cert: is not valid before \d{4}-\d\d-\d\d; clients/,
    ],
    ['names nobody', certificate({ names: [] }), /^warning: tls-cert: names no host \(subjectAltName\)/],
    [
      'has a stranger behind it',
      `${cert}${ecCertificate}`,
      /^warning: tls-cert: has certificate 2 after one that it did not issue/,
    ],
  ];
  for (const [what, text, message] of odd)
    it(`serves a certificate that ${what}, and warns`, () => {
      const { identity, said } = loadTexts(text, key);
      expect(identity).to.not.equal(undefined);
      expect(said).to.have.length(1);
      expect(said[0]).to.match(message);
    });

  it('fails a configuration with files that are wrong, but not the one that stands in for it', () => {
    const config = configOf({ 'tls-cert': file(cert), 'tls-key': join(folder, 'gone.key') });
    const refused = loadConfig(config);
    expect(refused.ok ? [] : refused.problem.map(({ path }) => path)).to.deep.equal(['tls-key']);
    const standIn = loadConfig(config, { mayLackKeys: true });
    if (!standIn.ok) throw new Error('zones are not served');
    expect(standIn.value.tlsIdentity).to.equal(undefined);
    expect(standIn.value.warnings.map(({ path }) => path)).to.include('tls-key');
    expect(wantedOf(standIn.value).tlsPort).to.equal(undefined);
  });
});
