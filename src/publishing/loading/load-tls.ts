// What DNS over TLS proves itself with, from its two files, or every finding. Messages name files, never what is secret in them.

import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { systemClock } from '../../base/clock.ts';
import { quote } from '../../base/quote.ts';
import type { Findings } from '../../config/findings/finding.ts';
import type { TlsPlan } from '../../config/settings/read-tls.ts';
import type { CertificateFacts, TlsIdentity } from '../../serving/tls-identity.ts';
import { readCertificates } from './read-certificates.ts';
import { readSecretFile, readSharedFile } from './read-secret-file.ts';

/** Ten certificates with keys of 4096 bits take 30 kB. */
const fileOctetsMax = 128 * 1024;
const manual = 'docs/tls.md';

const curveNames: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

export function loadTls(
  { certPath, keyPath }: TlsPlan,
  findings: Findings,
  nowSeconds = systemClock.wallSeconds(),
): TlsIdentity | undefined {
  const limits = { octetsMax: fileOctetsMax, manual };
  const chain = loadChain(readSharedFile(certPath, { ...limits, setting: 'tls-cert' }, findings));
  const key = loadKey(readSecretFile(keyPath, { ...limits, setting: 'tls-key' }, findings));
  if (typeof chain === 'string') findings.error('tls-cert', `${quote(certPath)} ${chain}`);
  if (typeof key === 'string') findings.error('tls-key', `${quote(keyPath)} ${key}`);
  if (chain === undefined || key === undefined || typeof chain === 'string' || typeof key === 'string')
    return undefined;
  const [certificate] = chain;
  const mismatch = findMismatch(chain, key);
  if (mismatch !== undefined) {
    findings.error('tls-cert', `${quote(certPath)} ${mismatch}`);
    return undefined;
  }
  const pem = chain.map(String).join('');
  const refusal = findRefusal(pem, key);
  if (refusal !== undefined) {
    findings.error('tls-cert', `${quote(certPath)} cannot be used for TLS: ${refusal}`);
    return undefined;
  }
  for (const oddity of findOddities(chain, nowSeconds))
    findings.warn('tls-cert', `${quote(certPath)} ${oddity}`);
  return { chain: pem, privateKey: key, certificate: describeCertificate(certificate) };
}

type Chain = readonly [X509Certificate, ...X509Certificate[]];

function loadChain(bytes: Uint8Array | undefined): Chain | string | undefined {
  if (bytes === undefined) return undefined;
  const read = readCertificates(bytes);
  return read.ok ? read.value : read.problem;
}

const keyPattern = /-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----[\s\S]*?-----END \1-----/g;

function loadKey(bytes: Uint8Array | undefined): KeyObject | string | undefined {
  if (bytes === undefined) return undefined;
  const text = Buffer.from(bytes).toString('latin1');
  const [first, ...others] = Array.from(text.matchAll(keyPattern), ([block, label = '']) => ({
    block,
    label,
  }));
  if (first === undefined)
    return bytes.length === 0 ? 'is empty' : 'has no private key in PEM; give the key of --tls-cert';
  if (others.length > 0)
    return `has ${others.length + 1} private keys; put the one of --tls-cert into a file of its own`;
  if (first.label === 'OPENSSH PRIVATE KEY')
    return 'is in OpenSSH format; convert a copy with "ssh-keygen -p -m PEM"';
  if (first.label.startsWith('ENCRYPTED') || first.block.includes('Proc-Type: 4,ENCRYPTED'))
    return 'is encrypted, but nobody can enter a passphrase when the service starts; decrypt it with "openssl pkey"';
  try {
    return createPrivateKey(first.block);
  } catch {
    return 'has an unreadable private key; the file is damaged';
  }
}

function findMismatch([certificate, ...others]: Chain, key: KeyObject): string | undefined {
  if (certificate.checkPrivateKey(key)) return undefined;
  return others.some((other) => other.checkPrivateKey(key))
    ? 'does not begin with the certificate of --tls-key; put that first'
    : 'does not match the key in --tls-key; a renewal replaces both files';
}

/** Whatever else OpenSSL wants: keys and digests that are long enough, algorithms that TLS has. Only its code is read. */
function findRefusal(cert: string, key: KeyObject): string | undefined {
  const { asymmetricKeyType: type, asymmetricKeyDetails: { namedCurve } = {} } = key;
  if (type === 'ec' && curveNames[namedCurve ?? ''] === undefined)
    return `no client knows the curve ${namedCurve}`;
  if (!['ec', 'rsa', 'rsa-pss', 'ed25519', 'ed448'].includes(type ?? ''))
    return `its key is of type ${type}; use ECDSA P-256`;
  try {
    createSecureContext({ cert, key: key.export({ type: 'pkcs8', format: 'pem' }) });
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'OpenSSL refuses it';
  }
}

function* findOddities(chain: Chain, nowSeconds: number): Generator<string> {
  const [certificate] = chain;
  const startSeconds = secondsOf(certificate.validFrom);
  const endSeconds = secondsOf(certificate.validTo);
  if (endSeconds <= nowSeconds)
    yield `expired on ${printDay(endSeconds)}; clients that check certificates refuse it`;
  if (startSeconds > nowSeconds)
    yield `is not valid before ${printDay(startSeconds)}; clients that check certificates refuse it until then`;
  if (certificate.subjectAltName === undefined)
    yield 'names no host (subjectAltName); clients that check names refuse it';
  for (const [index, issuer] of chain.slice(1).entries()) {
    if (chain[index]?.checkIssued(issuer) !== true)
      yield `has certificate ${index + 2} after one that it did not issue; clients may not find a path to a trusted one`;
  }
}

function describeCertificate(certificate: X509Certificate): CertificateFacts {
  return {
    names: namesOf(certificate),
    expiresSeconds: secondsOf(certificate.validTo),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    keyKind: describeKey(certificate.publicKey),
  };
}

function describeKey({ asymmetricKeyType: type, asymmetricKeyDetails: details = {} }: KeyObject): string {
  switch (type) {
    case 'ec':
      return `ECDSA ${curveNames[details.namedCurve ?? '']}`;
    case 'ed25519':
      return 'Ed25519';
    case 'ed448':
      return 'Ed448';
    default:
      return `RSA ${details.modulusLength}`;
  }
}

/** More is no help in a status. */
const namesShownMax = 20;

function namesOf({ subjectAltName = '' }: X509Certificate): readonly string[] {
  const found = subjectAltName.matchAll(/(?:^|, )(?:DNS|IP Address):([\w.*:-]+)/g);
  return Array.from(found, ([, name = '']) => name).slice(0, namesShownMax);
}

function secondsOf(date: string): number {
  return Math.floor(Date.parse(date) / 1000);
}

function printDay(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
