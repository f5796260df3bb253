// What OpenSSL is told for each connection: the identity, what may be negotiated, and the keys of session tickets, which never
// leave this thread's memory and are replaced before long.

import { constants, type KeyObject, randomBytes } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { TlsIdentity } from '../tls-identity.ts';

/** RFC 7858 §3.2 and the registry of ALPN: a client that offers others and not this one speaks something else. */
export const protocols: readonly string[] = ['dot'];

/** RFC 9325 §4: what has forward secrecy and authenticates what it encrypts. Whichever of them the client's hardware is best at. */
const ciphers = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');
/** Every client has one of them, and others cost a server ten times as much. */
const curves = 'X25519:P-256';
/** Name, HMAC key and AES key of OpenSSL's tickets. */
const ticketKeyOctets = 48;
/**
 * For as long as a ticket is good its key can decrypt what was said in its session over TLS 1.2, so it is not for long; a
 * resolver that asks more often resumes without a signature.
 */
const ticketSeconds = 4 * 3600;

export class TlsContext {
  #identity: TlsIdentity | undefined;
  #ticketKeys = randomBytes(ticketKeyOctets);
  #secure: SecureContext | undefined;

  constructor() {
    setInterval(() => this.#rotate(), ticketSeconds * 1000).unref();
  }

  /** For the next connections; absent while there is no certificate. */
  get secure(): SecureContext | undefined {
    return this.#secure;
  }

  /** Who has a ticket resumes with another certificate of the same key, and not once the key is another: it may have been lost. */
  apply(identity: TlsIdentity | undefined): void {
    if (!isSameKey(identity?.privateKey, this.#identity?.privateKey))
      this.#ticketKeys = randomBytes(ticketKeyOctets);
    this.#identity = identity;
    this.#renew();
  }

  #rotate(): void {
    this.#ticketKeys = randomBytes(ticketKeyOctets);
    this.#renew();
  }

  #renew(): void {
    this.#secure = this.#identity && createContext(this.#identity, this.#ticketKeys);
  }
}

function createContext({ chain, privateKey }: TlsIdentity, ticketKeys: Buffer): SecureContext {
  return createSecureContext({
    cert: chain,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    // RFC 9325 §3.1.1; RFC 9103 §7.1 wants 1.3 for transfers, which who transfers can insist on.
    minVersion: 'TLSv1.2',
    ciphers,
    ecdhCurve: curves,
    // RFC 9325 §3.5: a client could ask for one handshake after the other.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    sessionIdContext: 'dot',
    sessionTimeout: ticketSeconds,
    ticketKeys,
  });
}

function isSameKey(one: KeyObject | undefined, other: KeyObject | undefined): boolean {
  return one !== undefined && other !== undefined && one.equals(other);
}
