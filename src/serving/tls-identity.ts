// What this server proves itself with over TLS: a certificate chain and its private key, and what an operator wants to know of
// them. Refuses to know where they were read from.

import type { KeyObject } from 'node:crypto';

export interface TlsIdentity {
  /** PEM: the server's own first, then those that lead to one that clients trust. */
  readonly chain: string;
  /** As an object that prints nothing of what it holds. */
  readonly privateKey: KeyObject;
  readonly certificate: CertificateFacts;
}

export interface CertificateFacts {
  /** Host names and addresses that clients may expect (subjectAltName). */
  readonly names: readonly string[];
  readonly expiresSeconds: number;
  /** SHA-256 of the certificate, which tells one from its successor. */
  readonly fingerprint: string;
  /** Such as `ECDSA P-256` or `RSA 2048`. */
  readonly keyKind: string;
}
