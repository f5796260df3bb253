// The octets of a certificate file -> its certificates, or what is wrong with them. What the file has beside them, such as a key,
// is left out. Refuses to know where the octets came from.

import { X509Certificate } from 'node:crypto';
import { fail, type Result, succeed } from '../../base/result.ts';

/** A chain has two or three; every client is sent all of them with each handshake. */
const certificatesMax = 10;
/** An ASN.1 sequence, which every certificate is that is not PEM. */
const sequenceTag = 0x30;

const pemPattern = /-----BEGIN ([A-Z0-9 ]+)-----[^-]*-----END \1-----/g;

/** The problem is words that follow the name of the file. */
export function readCertificates(
  bytes: Uint8Array,
): Result<readonly [X509Certificate, ...X509Certificate[]], string> {
  if (bytes.length === 0) return fail('is empty');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const blocks = Array.from(text.matchAll(pemPattern), ([block, label]) => ({ block, label }));
  const pems = blocks.filter(({ label }) => label === 'CERTIFICATE');
  if (pems.length === 0) {
    return fail(
      explainLack(
        bytes,
        blocks.map(({ label = '' }) => label),
      ),
    );
  }
  if (pems.length > certificatesMax)
    return fail(
      `has ${pems.length} certificates; give it the server's own and the few that lead to one that clients trust`,
    );
  const certificates: X509Certificate[] = [];
  for (const [index, { block }] of pems.entries()) {
    const certificate = readOne(block);
    if (certificate === undefined)
      return fail(`has a certificate that cannot be read (number ${index + 1}); the file is damaged`);
    certificates.push(certificate);
  }
  return succeed(certificates as [X509Certificate, ...X509Certificate[]]);
}

function readOne(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function explainLack(bytes: Uint8Array, labels: readonly string[]): string {
  if (labels.some((label) => label.endsWith('PRIVATE KEY'))) return 'has a private key and no certificate';
  if (labels.some((label) => label.endsWith('CERTIFICATE REQUEST')))
    return 'has a request for a certificate; give the certificate that was issued for it';
  if (bytes[0] === sequenceTag)
    return 'is not PEM; if it is DER, convert it with "openssl x509 -inform der -out server.crt -in" and its name';
  return 'has no certificate in PEM';
}
