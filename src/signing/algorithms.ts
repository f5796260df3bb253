// What each DNSSEC algorithm means for node:crypto, and how its public keys are written into a DNSKEY. Which algorithms
// there are is said in src/wire/protocol.ts.

import {
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  type SignKeyObjectInput,
} from 'node:crypto';
import { invariant } from '../base/invariant.ts';
import { SecurityAlgorithm } from '../wire/protocol.ts';

export interface AlgorithmTraits {
  /** What node:crypto hashes with before it signs; EdDSA does that by itself. */
  readonly digest: 'sha256' | 'sha384' | 'sha512' | undefined;
  generate(): KeyObject;
  /** The public key field of a DNSKEY. */
  writePublicKey(key: KeyObject): Uint8Array;
}

/** Enough until RSA itself is in danger (RFC 8624 advises nothing larger), and its answers still fit a datagram. */
const generatedRsaBits = 2048;

/** With less, signatures can be forged by those who have the machines. */
export const rsaBitsMin = 2048;
/** RFC 5702 §2: more is no DNSKEY. */
export const rsaBitsMax = 4096;

const traits: Readonly<Record<SecurityAlgorithm, AlgorithmTraits>> = {
  [SecurityAlgorithm.RSASHA256]: { digest: 'sha256', ...rsa() },
  [SecurityAlgorithm.RSASHA512]: { digest: 'sha512', ...rsa() },
  [SecurityAlgorithm.ECDSAP256SHA256]: { digest: 'sha256', ...ecdsa('P-256') },
  [SecurityAlgorithm.ECDSAP384SHA384]: { digest: 'sha384', ...ecdsa('P-384') },
  [SecurityAlgorithm.ED25519]: {
    digest: undefined,
    generate: () => generateKeyPairSync('ed25519').privateKey,
    writePublicKey: writePoint,
  },
  [SecurityAlgorithm.ED448]: {
    digest: undefined,
    generate: () => generateKeyPairSync('ed448').privateKey,
    writePublicKey: writePoint,
  },
};

export function traitsOf(algorithm: SecurityAlgorithm): AlgorithmTraits {
  return traits[algorithm];
}

export type Fit =
  | { readonly kind: 'fits'; readonly algorithms: readonly [SecurityAlgorithm, ...SecurityAlgorithm[]] }
  | { readonly kind: 'rsa-size'; readonly bits: number }
  | { readonly kind: 'none'; readonly what: string };

/** Which algorithms a key can be used with, the usual one first. */
export function findAlgorithms(key: KeyObject): Fit {
  const details = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'rsa': {
      const bits = details.modulusLength ?? 0;
      if (bits < rsaBitsMin || bits > rsaBitsMax) return { kind: 'rsa-size', bits };
      return fits(SecurityAlgorithm.RSASHA256, SecurityAlgorithm.RSASHA512);
    }
    case 'ec':
      if (details.namedCurve === 'prime256v1') return fits(SecurityAlgorithm.ECDSAP256SHA256);
      if (details.namedCurve === 'secp384r1') return fits(SecurityAlgorithm.ECDSAP384SHA384);
      return {
        kind: 'none',
        what: `an EC key on the curve ${details.namedCurve ?? 'of its own parameters'}`,
      };
    case 'ed25519':
      return fits(SecurityAlgorithm.ED25519);
    case 'ed448':
      return fits(SecurityAlgorithm.ED448);
    default:
      return { kind: 'none', what: `a key of type ${key.asymmetricKeyType ?? 'unknown'}` };
  }
}

function fits(...algorithms: [SecurityAlgorithm, ...SecurityAlgorithm[]]): Fit {
  return { kind: 'fits', algorithms };
}

/** ECDSA signatures are the two numbers side by side (RFC 6605 §4), not the structure that OpenSSL makes by itself. */
export function signInput(key: KeyObject): SignKeyObjectInput {
  return { key, dsaEncoding: 'ieee-p1363' };
}

function rsa(): Pick<AlgorithmTraits, 'generate' | 'writePublicKey'> {
  return {
    generate: () => generateKeyPairSync('rsa', { modulusLength: generatedRsaBits }).privateKey,
    writePublicKey(key) {
      const { e, n } = publicJwk(key);
      const exponent = octetsOf(e);
      const modulus = octetsOf(n);
      // RFC 3110 §2: the length of the exponent in one octet, or a zero and two octets.
      const length =
        exponent.length <= 0xff ? [exponent.length] : [0, exponent.length >> 8, exponent.length & 0xff];
      return Buffer.concat([Uint8Array.from(length), exponent, modulus]);
    },
  };
}

function ecdsa(namedCurve: 'P-256' | 'P-384'): Pick<AlgorithmTraits, 'generate' | 'writePublicKey'> {
  return {
    generate: () => generateKeyPairSync('ec', { namedCurve }).privateKey,
    // RFC 6605 §4: the two coordinates, each in its full length, without the octet that says so elsewhere.
    writePublicKey(key) {
      const { x, y } = publicJwk(key);
      return Buffer.concat([octetsOf(x), octetsOf(y)]);
    },
  };
}

/** RFC 8080 §3: the octets of the key as they are. */
function writePoint(key: KeyObject): Uint8Array {
  return octetsOf(publicJwk(key).x);
}

function publicJwk(key: KeyObject): JsonWebKey {
  return (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
}

function octetsOf(text: string | undefined): Uint8Array {
  invariant(text !== undefined, 'a public key has its numbers');
  return Buffer.from(text, 'base64url');
}
