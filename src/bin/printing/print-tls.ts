// DNS over TLS as `healthy-dns status` shows it.

import type { TlsStatus } from '../../control/protocol/tls.ts';
import { printDuration } from './print-time.ts';

export function printTls(
  { endpoints, queries, handshakes, resumed, failed, certificate }: TlsStatus,
  nowSeconds = Date.now() / 1000,
): string[] {
  const where = endpoints.join(' ') || 'no socket; see docs/tls.md';
  const counts = `${queries} queries over ${handshakes} connections (${resumed} resumed), ${failed} failed`;
  const lines = [`DNS over TLS on: ${where}; ${counts}`];
  if (certificate === undefined) return [...lines, 'certificate: none; connections are refused'];
  const { names, expiresSeconds, keyKind } = certificate;
  const leftSeconds = expiresSeconds - nowSeconds;
  const expiry =
    leftSeconds > 0
      ? `expires in ${printDuration(leftSeconds)}`
      : `EXPIRED ${printDuration(-leftSeconds)} ago`;
  return [...lines, `certificate: ${names.join(' ') || 'without a name'} (${keyKind}), ${expiry}`];
}
