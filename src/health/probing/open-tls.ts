// A TLS connection for a probe, and what is wrong with it, in our own words: nothing that the other side sent is quoted.

import { isIP } from 'node:net';
import {
  checkServerIdentity,
  connect,
  createSecureContext,
  type PeerCertificate,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import { classifyError, type Outcome } from '../outcome.ts';
import type { Target, TlsExpectation } from '../target.ts';
import { connectionTo } from './attempt.ts';

export type TlsTarget = Extract<Target, { readonly tls: TlsExpectation }>;

/** `trusted`: authorities, as PEM, to trust instead of those that Node comes with. */
export function createTlsOpener(trusted?: string): (target: TlsTarget) => TLSSocket {
  let context: SecureContext | undefined;
  return (target) => {
    // Made once, and only when needed: it holds more than a hundred certificates.
    context ??= createSecureContext(trusted === undefined ? {} : { ca: trusted });
    const servername = target.tls.servername ?? hostnameOf(target);
    return connect({
      ...connectionTo(target),
      secureContext: context,
      rejectUnauthorized: target.tls.verify,
      checkServerIdentity: checkIdentity,
      // RFC 6066 §3: a server name is never an address. Without one, the certificate must be for the address.
      ...(servername === undefined ? {} : { servername }),
      // Servers with several protocols may refuse a client that offers none.
      ...(target.kind === 'https' ? { ALPNProtocols: ['http/1.1'] } : {}),
    });
  };
}

function hostnameOf(target: TlsTarget): string | undefined {
  const host = target.kind === 'https' ? target.http.host?.replace(/:\d+$/, '') : undefined;
  return host === undefined || host.startsWith('[') || isIP(host) !== 0 ? undefined : host;
}

const noAltName = 'NO_SUBJECT_ALT_NAME';

/**
 * Node falls back to the common name of the subject where subjectAltName has no name. RFC 9525 forbids that and no browser does
 * it: a backend that only we would accept is not up.
 */
function checkIdentity(hostname: string, certificate: PeerCertificate): Error | undefined {
  if (!certificate.subjectaltname) return Object.assign(new Error(noAltName), { code: noAltName });
  return checkServerIdentity(hostname, { ...certificate, subject: { ...certificate.subject, CN: '' } });
}

const daySeconds = 24 * 3600;

/** What is wrong with a certificate that the handshake accepted; undefined if it lasts long enough. */
export function findCertificateProblem(
  socket: TLSSocket,
  { minDays }: TlsExpectation,
  nowSeconds: number,
): string | undefined {
  if (minDays === undefined) return undefined;
  const endSeconds = Date.parse(socket.getPeerX509Certificate()?.validTo ?? '') / 1000;
  if (Number.isNaN(endSeconds)) return 'tls: the certificate does not say when it ends';
  const days = Math.floor((endSeconds - nowSeconds) / daySeconds);
  if (days >= minDays) return undefined;
  return days < 0
    ? 'tls: certificate has expired'
    : `tls: certificate ends in ${days} ${days === 1 ? 'day' : 'days'}, which is less than ${minDays}`;
}

/** X.509 errors by their OpenSSL names; those not listed keep their names. */
const certificateProblems: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'certificate has expired',
  CERT_NOT_YET_VALID: 'certificate is not valid yet',
  CERT_REVOKED: 'certificate was revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate is self-signed',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate is for another name',
  [noAltName]: 'certificate has no subjectAltName',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate is not signed by a trusted authority',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate is not signed by a trusted authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate is not signed by a trusted authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate is not signed by a trusted authority',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the other side does not speak TLS',
  // Closed by the other side before the handshake ended; a reset would name a system call.
  ECONNRESET: 'closed during the handshake',
};

export function classifyTlsError({ code = 'unknown', syscall }: NodeJS.ErrnoException): Outcome {
  if (syscall !== undefined && code !== 'EPROTO') return classifyError(code, syscall);
  const problem =
    certificateProblems[code] ??
    code
      .replace(/^ERR_SSL_/, '')
      .toLowerCase()
      .replaceAll('_', ' ');
  return { kind: 'failure', reason: 'tls', detail: `tls: ${problem}` };
}
