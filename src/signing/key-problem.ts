// What can be wrong with a key file, and the words for it: what kind of file it is and the way out, never what is in it.

import { printSecurityAlgorithm, type SecurityAlgorithm } from '../wire/protocol.ts';
import { rsaBitsMax, rsaBitsMin } from './algorithms.ts';

/** The file yields no private key. */
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
  'openssh-format': 'is in OpenSSH format; convert a copy with "ssh-keygen -p -m PEM" or "-m PKCS8"',
  'bind-format': 'is in BIND format, which is not supported; convert it to PEM',
  'public-key-only': 'has only a public key; signing needs the private key',
  'certificate-only': 'has only a certificate; signing needs its private key',
  'no-key': 'has no private key',
  damaged: 'has a private key that cannot be read; the file is damaged',
  broken: 'has a private key that does not belong to its public key',
  'passphrase-missing': 'is encrypted; give --priv-key-passphrase-file the file with its passphrase',
  'passphrase-wrong': 'is encrypted, and the passphrase does not decrypt it',
  'reader-missing':
    'is PKCS#12, but node-forge, which reads that format, cannot be loaded; reinstall healthy-dns, or convert the key to PEM',
  'unsupported-encryption':
    'is encrypted in an unsupported way; encrypt it again with "openssl pkcs8 -topk8"',
} as const;

/** Words that follow the name of the file. */
export function explainKeyProblem(problem: KeyProblem): string {
  switch (problem.kind) {
    case 'several-keys':
      return `has ${problem.count} private keys; put each into a file of its own`;
    case 'too-large':
      return `has more than ${problem.octetsMax} octets; no key is that large`;
    case 'rsa-size':
      return `has an RSA key of ${problem.bits} bits; DNSSEC allows ${rsaBitsMin} to ${rsaBitsMax}`;
    case 'unsuitable':
      return `has ${problem.what}, which cannot sign a zone`;
    case 'algorithm-mismatch': {
      const found = problem.found.map(printSecurityAlgorithm).join(' or ');
      return `has a key for ${found}, but --priv-key-alg says ${printSecurityAlgorithm(problem.wanted)}`;
    }
    default:
      return sentences[problem.kind];
  }
}
