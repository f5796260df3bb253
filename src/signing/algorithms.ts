// What each DNSSEC algorithm of src/wire/protocol.ts means for node:crypto, and how a DNSKEY holds its public keys.

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
  /** The hash that node:crypto applies before it signs; EdDSA has its own. */
  readonly digest: 'sha256' | 'sha384' | 'sha512' | undefined;
  generate(): KeyObject;
  /** The public key field of a DNSKEY. */
  writePublicKey(key: KeyObject): Uint8Array;
}

/** Strong enough for as long as RSA is, and its answers fit into a datagram. */
const generatedRsaBits = 2048;

/** Signatures by smaller keys can be forged at great expense. */
export const rsaBitsMin = 2048;
/** RFC 5702 §2: a DNSKEY cannot hold more. */
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

/** The algorithms that a key can be used with, the default first. */
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
        what:
          details.namedCurve === undefined
            ? 'an EC key with explicit curve parameters'
            : `an EC key on the curve ${details.namedCurve}`,
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

/** ECDSA signatures are two numbers side by side (RFC 6605 §4), not the DER structure that OpenSSL makes by default. */
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
      // RFC 3110 §2: the length of the exponent is one octet, or a zero and two octets.
      const length =
        exponent.length <= 0xff ? [exponent.length] : [0, exponent.length >> 8, exponent.length & 0xff];
      return Buffer.concat([Uint8Array.from(length), exponent, modulus]);
    },
  };
}

function ecdsa(namedCurve: 'P-256' | 'P-384'): Pick<AlgorithmTraits, 'generate' | 'writePublicKey'> {
  return {
    generate: () => generateKeyPairSync('ec', { namedCurve }).privateKey,
    // RFC 6605 §4: both coordinates at full length, without the leading octet of other formats.
    writePublicKey(key) {
      const { x, y } = publicJwk(key);
      return Buffer.concat([octetsOf(x), octetsOf(y)]);
    },
  };
}

/** RFC 8080 §3: the octets of the key. */
function writePoint(key: KeyObject): Uint8Array {
  return octetsOf(publicJwk(key).x);
}

function publicJwk(key: KeyObject): JsonWebKey {
  return (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
}

function octetsOf(text: string | undefined): Uint8Array {
  invariant(text !== undefined, 'a public key has all of its fields');
  return Buffer.from(text, 'base64url');
}
