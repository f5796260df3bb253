// What openssl says of a certificate that a client received.

import { runProgram } from '../run-program.ts';
import type { OrderedCertificate } from './acme-clients.ts';

export interface ReadCertificate {
  readonly names: readonly string[];
  readonly issuer: string;
  /** By the root that is given, through the chain that came with it. */
  readonly isVerified: boolean;
}

export async function readCertificate(
  { certificate, chain }: OrderedCertificate,
  root: string,
): Promise<ReadCertificate> {
  const shown = await runProgram('openssl', [
    ...['x509', '-in', certificate, '-noout', '-issuer', '-ext', 'subjectAltName'],
  ]);
  if (shown.code !== 0) throw new Error(`there is no certificate: ${shown.errors}`);
  const verified = await runProgram('openssl', [
    'verify',
    ...['-CAfile', root, '-untrusted', chain, certificate],
  ]);
  return {
    names: [...shown.output.matchAll(/DNS:([^,\s]+)/g)].map(([, name = '']) => name).sort(),
    issuer: /issuer=(.*)/.exec(shown.output)?.[1] ?? '',
    isVerified: verified.code === 0,
  };
}
