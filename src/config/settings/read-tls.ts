// Whether and where to serve DNS over TLS, and which files it takes. Refuses to know what is in them.

import { resolve } from 'node:path';
import type { Findings } from '../findings/finding.ts';
import type { FlagName } from '../sources/flags.ts';
import type { RawValues } from '../sources/raw-value.ts';
import type { ScalarReader } from '../sources/read-scalars.ts';
import type { Listen } from './read-listen.ts';

export interface TlsPlan {
  /** On the addresses of `Listen`; 0: any that is free. */
  readonly port: number;
  /** The server's certificate, and those that lead to one that clients trust. */
  readonly certPath: string;
  readonly keyPath: string;
}

/** RFC 7858 §3.1. */
const usualPort = 853;
/** RFC 7858 §3.1: port 53 must not be used for TLS, whatever is served elsewhere. */
const plainPort = 53;

export function readTls(
  values: RawValues,
  scalars: ScalarReader,
  { endpoints }: Listen,
  findings: Findings,
): TlsPlan | undefined {
  const port = scalars.number(
    'tls-port',
    { min: 0, max: 65_535, isWhole: true, noun: 'port number' },
    usualPort,
  );
  const certPath = readPath('tls-cert', values, findings);
  const keyPath = readPath('tls-key', values, findings);
  const taken = endpoints[0]?.port;
  if (values.has('tls-port') && port !== 0 && port === taken)
    findings.error('tls-port', `is ${port}, which --port uses for plain TCP; the usual port is ${usualPort}`);
  else if (port === plainPort)
    findings.error('tls-port', `is ${port}, which is for DNS without TLS; the usual port is ${usualPort}`);
  if (values.has('tls-cert') && !values.has('tls-key'))
    findings.error('tls-key', 'is missing; name the file with the private key of --tls-cert');
  if (values.has('tls-key') && !values.has('tls-cert'))
    findings.error('tls-cert', 'is missing; name the file with the certificate of --tls-key');
  if (values.has('tls-port') && !values.has('tls-cert') && !values.has('tls-key'))
    findings.error('tls-port', 'needs a certificate; give --tls-cert and --tls-key, or leave it out');
  return certPath === undefined || keyPath === undefined ? undefined : { port, certPath, keyPath };
}

function readPath(name: FlagName, values: RawValues, findings: Findings): string | undefined {
  const raw = values.get(name);
  const path = raw?.texts[0];
  if (raw === undefined || path === undefined) return undefined;
  if (path.trim() !== '') return resolve(raw.folder ?? '', path);
  findings.error(name, 'is empty; name a file, or leave it out');
  return undefined;
}
