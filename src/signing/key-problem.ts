// What can be wrong with a key file, and how that is said to people: which kind of thing is there and the way out,
// never what is in it.

import { printSecurityAlgorithm, type SecurityAlgorithm } from '../wire/protocol.ts';
import { rsaBitsMax, rsaBitsMin } from './algorithms.ts';

/** No private key could be taken out of the file. */
export type ContainerProblem =
  | { readonly kind: keyof typeof sentences }
  | { readonly kind: 'several-keys'; readonly count: number };

export type KeyProblem =
  | ContainerProblem
  | { readonly kind: 'too-large'; readonly octetsMax: number }
  | { readonly kind: 'rsa-size'; readonly bits: number }
  | { readonly kind: 'unsuitable'; readonly what: string }
  | {
      readonly kind: 'algorithm-mismatch';
      readonly wanted: SecurityAlgorithm;
      readonly found: readonly SecurityAlgorithm[];
    };

const sentences = {
  empty: 'is empty',
  'unknown-format': 'is neither PEM nor PKCS#12',
  'openssh-format':
    'is a key in the format of OpenSSH; "ssh-keygen -p -m PEM" or "-m PKCS8" rewrites the format of a copy',
  'bind-format': 'is a key in the format of BIND, which is not read; it has to become PEM first',
  'public-key-only': 'has a public key only; signing takes the private one',
  'certificate-only': 'has a certificate only; signing takes its private key',
  'no-key': 'has no private key in it',
  damaged: 'has a private key that cannot be read; the file is damaged',
  broken: 'has a private key that does not belong to its public key',
  'passphrase-missing': 'is encrypted; name the file with its passphrase with --priv-key-passphrase-file',
  'passphrase-wrong': 'is encrypted, and the passphrase does not open it',
  'unsupported-encryption':
    'is encrypted in a way that is no longer supported; "openssl pkcs8 -topk8" encrypts it anew',
} as const;

/** To be put behind the name of the file. */
export function explainKeyProblem(problem: KeyProblem): string {
  switch (problem.kind) {
    case 'several-keys':
      return `has ${problem.count} private keys; put each into a file of its own`;
    case 'too-large':
      return `has more than ${problem.octetsMax} octets; that is no key`;
    case 'rsa-size':
      return `has an RSA key of ${problem.bits} bits; DNSSEC takes ${rsaBitsMin} to ${rsaBitsMax}`;
    case 'unsuitable':
      return `has ${problem.what}, with which no zone can be signed`;
    case 'algorithm-mismatch': {
      const found = problem.found.map(printSecurityAlgorithm).join(' or ');
      return `has a key for ${found}, but --priv-key-alg says ${printSecurityAlgorithm(problem.wanted)}`;
    }
    default:
      return sentences[problem.kind];
  }
}
