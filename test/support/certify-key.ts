// Certificates by openssl, for keys of any type, self-signed.

import { inputFile, runOpenssl } from './run-openssl.ts';

export function certifyKey(
  keyPem: string,
  names: readonly string[] = ['ns1.example.test'],
  days = 90,
): string {
  const altNames = names.map((name) => `DNS:${name}`).join(',');
  const subject = ['-subj', `/CN=${names[0]}`, '-addext', `subjectAltName=${altNames}`];
  return runOpenssl(
    ['req', '-x509', '-new', '-sha256', '-key', inputFile, '-days', `${days}`, ...subject],
    keyPem,
  ).toString();
}
