// Certificates for TLS backends, and the authority that signs them. They all share one RSA key.

import { generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const signingKey = forge.pki.privateKeyFromPem(keyPem);
const publicKey = forge.pki.setRsaPublicKey(signingKey.n, signingKey.e);

const dayMs = 24 * 3600 * 1000;
const authorityName = [{ name: 'commonName', value: 'Test Authority' }];
let serial = 0;

export interface CertificateSettings {
  readonly names?: readonly string[];
  readonly ips?: readonly string[];
  readonly emails?: readonly string[];
  readonly commonName?: string;
  /** In days from now; negative is in the past. */
  readonly startDays?: number;
  readonly endDays?: number;
  readonly isSelfSigned?: boolean;
}

/** The options that `tls.createServer` takes. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly cert: string;
}

/** The authority's own certificate, for clients to trust. */
export const authorityPem = sign(authorityName, { startDays: -1, endDays: 3650 }, [
  { name: 'basicConstraints', cA: true },
  { name: 'keyUsage', keyCertSign: true },
]);

export function makeCertificate(settings: CertificateSettings = {}): KeyAndCertificate {
  const { names = ['www.example.test'], ips = [], emails = [], commonName = 'backend' } = settings;
  const altNames = [
    ...names.map((value) => ({ type: 2, value })),
    ...ips.map((ip) => ({ type: 7, ip })),
    ...emails.map((value) => ({ type: 1, value })),
  ];
  const subject = [{ name: 'commonName', value: commonName }];
  const extensions = altNames.length === 0 ? [] : [{ name: 'subjectAltName', altNames }];
  return { key: keyPem, cert: sign(subject, settings, extensions) };
}

function sign(
  subject: forge.pki.CertificateField[],
  { startDays = -1, endDays = 90, isSelfSigned = false }: CertificateSettings,
  extensions: readonly object[],
): string {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.serialNumber = `01${(++serial).toString(16).padStart(6, '0')}`;
  certificate.validity.notBefore = new Date(Date.now() + startDays * dayMs);
  certificate.validity.notAfter = new Date(Date.now() + endDays * dayMs);
  certificate.setSubject(subject);
  certificate.setIssuer(isSelfSigned ? subject : authorityName);
  certificate.setExtensions([...extensions]);
  certificate.sign(signingKey, forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate);
}
