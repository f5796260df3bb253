// A key that signs: its public half as the zone publishes it, and a function. The private half stays inside node:crypto and
// cannot be read from here.

import { type KeyObject, sign } from 'node:crypto';
import { readByteString } from '../base/byte-string.ts';
import { dnskeyRdata, keyTagOf } from '../wire/dnssec-rdata.ts';
import type { SecurityAlgorithm } from '../wire/protocol.ts';
import type { Rdata } from '../wire/rdata.ts';
import { signInput, traitsOf } from './algorithms.ts';

export interface SigningKey {
  readonly algorithm: SecurityAlgorithm;
  readonly keyTag: number;
  readonly flags: typeof signingKeyFlags;
  readonly dnskey: Rdata;
  /** On libuv's thread pool: RSA takes a millisecond, which the event loop cannot spare. */
  sign(data: Uint8Array): Promise<Uint8Array>;
}

/** Zone key and secure entry point (RFC 4034 §2.1.1): a DS record may name any of our keys. */
export const signingKeyFlags = 257;

export function makeSigningKey(privateKey: KeyObject, algorithm: SecurityAlgorithm): SigningKey {
  const { digest, writePublicKey } = traitsOf(algorithm);
  const publicKey = readByteString(writePublicKey(privateKey));
  const dnskey = dnskeyRdata({ flags: signingKeyFlags, algorithm, publicKey });
  const input = signInput(privateKey);
  return {
    algorithm,
    keyTag: keyTagOf(dnskey),
    flags: signingKeyFlags,
    dnskey,
    sign: (data) =>
      new Promise((resolve, reject) => {
        sign(digest, data, input, (error, signature) => {
          if (error === null) resolve(signature);
          else reject(error);
        });
      }),
  };
}
