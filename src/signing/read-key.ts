// The bytes of a key file -> a key that signs, or what is wrong with them. Problems never contain key material or passphrases.
// Refuses to know where the bytes came from.

import { createPrivateKey, type KeyObject, sign, verify } from 'node:crypto';
import { errorCodeOf } from '../base/error-code.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import type { SecurityAlgorithm } from '../wire/protocol.ts';
import { findAlgorithms, signInput, traitsOf } from './algorithms.ts';
import type { ContainerProblem, KeyProblem } from './key-problem.ts';
import { readPkcs12 } from './read-pkcs12.ts';
import { makeSigningKey, type SigningKey } from './signing-key.ts';

/** An RSA key of 4096 bits takes 3.3 kB as PEM, and a PKCS#12 file with a few certificates more. */
export const keyFileOctetsMax = 64 * 1024;

export interface KeyFile {
  readonly bytes: Uint8Array;
  readonly passphrase: string | undefined;
  /** Absent: the key's own. */
  readonly algorithm: SecurityAlgorithm | undefined;
}

export function readKey({ bytes, passphrase, algorithm }: KeyFile): Result<SigningKey, KeyProblem> {
  if (bytes.length > keyFileOctetsMax) return fail({ kind: 'too-large', octetsMax: keyFileOctetsMax });
  const opened = openContainer(bytes, passphrase);
  if (!opened.ok) return opened;
  const fit = findAlgorithms(opened.value);
  if (fit.kind === 'rsa-size') return fail({ kind: 'rsa-size', bits: fit.bits });
  if (fit.kind === 'none') return fail({ kind: 'unsuitable', what: fit.what });
  const chosen = algorithm ?? fit.algorithms[0];
  if (!fit.algorithms.includes(chosen)) {
    return fail({ kind: 'algorithm-mismatch', wanted: chosen, found: fit.algorithms });
  }
  if (!doesSign(opened.value, chosen)) return fail({ kind: 'broken' });
  return succeed(makeSigningKey(opened.value, chosen));
}

/** The two halves in a file may come from different keys; nobody could verify such signatures. */
function doesSign(key: KeyObject, algorithm: SecurityAlgorithm): boolean {
  const { digest } = traitsOf(algorithm);
  const data = Buffer.from('healthy-dns');
  try {
    return verify(digest, data, signInput(key), sign(digest, data, signInput(key)));
  } catch {
    return false;
  }
}

function openContainer(
  bytes: Uint8Array,
  passphrase: string | undefined,
): Result<KeyObject, ContainerProblem> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  if (text.includes('-----BEGIN ')) return openPem(text, passphrase);
  if (/^\s*Private-key-format:/.test(text)) return fail({ kind: 'bind-format' });
  // An ASN.1 sequence, which every PKCS#12 file is.
  if (bytes[0] === 0x30) return readPkcs12(text, passphrase);
  return fail({ kind: bytes.length === 0 ? 'empty' : 'unknown-format' });
}

const pemPattern = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

function openPem(text: string, passphrase: string | undefined): Result<KeyObject, ContainerProblem> {
  const blocks = [...text.matchAll(pemPattern)].map(([block, label = '']) => ({ block, label }));
  const [first, ...others] = blocks.filter(({ label }) => label.endsWith('PRIVATE KEY'));
  if (first === undefined) return fail(explainLack(blocks.map(({ label }) => label)));
  if (others.length > 0) return fail({ kind: 'several-keys', count: others.length + 1 });
  if (first.label === 'OPENSSH PRIVATE KEY') return fail({ kind: 'openssh-format' });
  const isEncrypted = first.label.startsWith('ENCRYPTED') || first.block.includes('Proc-Type: 4,ENCRYPTED');
  if (isEncrypted && passphrase === undefined) return fail({ kind: 'passphrase-missing' });
  try {
    // An empty passphrase keeps OpenSSL from asking for one on the terminal.
    return succeed(createPrivateKey({ key: first.block, format: 'pem', passphrase: passphrase ?? '' }));
  } catch (error) {
    return fail(isEncrypted ? explainDecryption(error) : { kind: 'damaged' });
  }
}

function explainLack(labels: readonly string[]): ContainerProblem {
  if (labels.some((label) => label.endsWith('PUBLIC KEY'))) return { kind: 'public-key-only' };
  if (labels.some((label) => label.endsWith('CERTIFICATE'))) return { kind: 'certificate-only' };
  return { kind: labels.length === 0 ? 'damaged' : 'no-key' };
}

/** Only OpenSSL's code is read, never its text. */
function explainDecryption(error: unknown): ContainerProblem {
  return {
    kind: errorCodeOf(error) === 'ERR_OSSL_UNSUPPORTED' ? 'unsupported-encryption' : 'passphrase-wrong',
  };
}
