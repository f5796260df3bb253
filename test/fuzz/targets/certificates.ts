// The certificate of a probed backend: its end is read, or said to be missing, and nothing that the backend wrote is repeated.

import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { findCertificateProblem } from '../../../src/health/probing/open-tls.ts';
import { makeCertificate } from '../../support/make-certificate.ts';
import { found } from '../fuzz-target.ts';

export const octetsMax = 4000;

const nowSeconds = 1_790_000_000;
const ours =
  /^tls: (?:the certificate does not say when it ends|certificate has expired|certificate ends in \d+ days?, which is less than \d+)$/;

export function seeds(): readonly Uint8Array[] {
  const made = [{}, { endDays: -1 }, { endDays: 9000 }, { names: [], ips: ['192.0.2.1'] }].map(
    makeCertificate,
  );
  return made.map(({ cert }) => new X509Certificate(cert).raw);
}

export function fuzz(data: Buffer): void {
  const socket = { getPeerX509Certificate: () => readCertificate(data) };
  for (const minDays of [0, 30, 3650]) {
    const expectation = { verify: true, minDays };
    const problem = findCertificateProblem(socket as unknown as TLSSocket, expectation, nowSeconds);
    if (problem !== undefined && !ours.test(problem)) found(`the problem ${JSON.stringify(problem)}`);
  }
}

/** As a handshake hands it over: one that OpenSSL cannot read never gets so far. */
function readCertificate(data: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(data);
  } catch {
    return undefined;
  }
}
