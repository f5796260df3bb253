// What `/v1/status` says of DNS over TLS.

import { list, number, object, optional, text } from '../../base/value-reader.ts';

export interface TlsStatus {
  /** Empty while the service manager has passed no socket for it. */
  readonly endpoints: readonly string[];
  readonly queries: number;
  /** Since the start: connections that were encrypted, those of them that resumed a session, and those that came to nothing. */
  readonly handshakes: number;
  readonly resumed: number;
  readonly failed: number;
  /** Absent while there is a socket and no certificate. */
  readonly certificate?: CertificateStatus | undefined;
}

export interface CertificateStatus {
  readonly names: readonly string[];
  readonly expiresSeconds: number;
  /** SHA-256, in hexadecimal. */
  readonly fingerprint: string;
  readonly keyKind: string;
}

export const readCertificate = object<CertificateStatus>({
  names: list(text),
  expiresSeconds: number,
  fingerprint: text,
  keyKind: text,
});

export const readTlsStatus = object<TlsStatus>({
  endpoints: list(text),
  queries: number,
  handshakes: number,
  resumed: number,
  failed: number,
  certificate: optional(readCertificate),
});
