// Files with a private key, as PEM and as PKCS#12: a key that signs, or a problem that repeats nothing of the file. The first octet
// says whether there is a passphrase.

import { createHash } from 'node:crypto';
import forge from 'node-forge';
import { traitsOf } from '../../../src/signing/algorithms.ts';
import { keyFileOctetsMax, readKey } from '../../../src/signing/read-key.ts';
import { SecurityAlgorithm } from '../../../src/wire/protocol.ts';
import { found } from '../fuzz-target.ts';

export const octetsMax = 4000;

const passphrase = 'not a secret';
const problemMax = 300;

export function seeds(): readonly Uint8Array[] {
  const { ECDSAP256SHA256, ED25519 } = SecurityAlgorithm;
  const keys = [ECDSAP256SHA256, ED25519].map((algorithm) => traitsOf(algorithm).generate());
  const pems = keys.flatMap((key) => {
    const form = { type: 'pkcs8', format: 'pem' } as const;
    return [key.export(form), key.export({ ...form, cipher: 'aes-128-cbc', passphrase })].map(String);
  });
  const rsa = forge.pki.rsa.generateKeyPair({ bits: 1024, e: 0x10001 }).privateKey;
  const containers = [null, passphrase].flatMap((word) =>
    [true, false].map((useMac) => {
      const options = { useMac, count: 1, algorithm: '3des', generateLocalKeyId: false } as const;
      const asn1 = forge.pkcs12.toPkcs12Asn1(rsa, [], word, options);
      return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'latin1');
    }),
  );
  const odd = [
    '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n',
    'Private-key-format: v1.3\n',
    '0',
  ];
  const files = [...pems, ...odd].map((text) => Buffer.from(text));
  return [...files, ...containers].flatMap((file) =>
    [0, 1].map((choice) => Buffer.concat([Buffer.of(choice), file])),
  );
}

export async function fuzz(data: Buffer): Promise<void> {
  const bytes = data.subarray(1);
  const given = (data[0] ?? 0) % 2 === 0 ? undefined : passphrase;
  const read = readKey({ bytes, passphrase: given, algorithm: undefined });
  if (bytes.length > keyFileOctetsMax && read.ok) found('a file that is too large');
  if (read.ok) {
    const signed = await read.value.sign(createHash('sha256').update('anything').digest());
    if (signed.length === 0) found('a key that does not sign');
    return;
  }
  const problem = JSON.stringify(read.problem);
  if (problem.length > problemMax || problem.includes(passphrase)) found(problem);
}
