// Pebble, the ACME authority of Let's Encrypt for tests: it validates dns-01 challenges by asking one name server, and
// issues certificates that nobody else trusts. Without it a test is skipped.

import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { findFreePort } from '../dns/find-free-port.ts';
import { isInstalled, runOtherServer } from '../dns/run-other-server.ts';
import { authorityPem, makeCertificate } from '../make-certificate.ts';
import { needTool } from '../run-openssl.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';

const isHere = isInstalled('pebble', '-h');

export function needPebble(context: Mocha.Context): void {
  needTool(context, isHere, 'pebble is not installed; it comes with the package pebble');
}

export interface Pebble {
  /** Its ACME directory. */
  readonly url: string;
  /** A file with the authority that signed its own TLS certificate, for clients to trust. */
  readonly trusted: string;
  /** A file with the root of the certificates that it issues. */
  readonly root: string;
  stop(): Promise<void>;
}

/** `nameServer` is where it looks for challenges. */
export async function startPebble(nameServer: string): Promise<Pebble> {
  const directory = makeTemporaryDirectory();
  const write = (name: string, text: string) => {
    const file = join(directory, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const [port, managementPort, unused] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const { key, cert } = makeCertificate({ names: ['localhost'], ips: ['127.0.0.1'] });
  const trusted = write('trusted.pem', authorityPem);
  const pebble = {
    listenAddress: `127.0.0.1:${port}`,
    managementListenAddress: `127.0.0.1:${managementPort}`,
    certificate: write('cert.pem', cert),
    privateKey: write('key.pem', key),
    // For challenges that are not used here.
    httpPort: unused,
    tlsPort: unused,
    ocspResponderURL: '',
    externalAccountBindingRequired: false,
  };
  const config = write('pebble.json', JSON.stringify({ pebble }));
  const words = ['-config', config, '-dnsserver', nameServer, '-strict'];
  const fetchRoot = () => fetchText(managementPort, '/roots/0');
  const started = await runOtherServer(
    'pebble',
    words,
    async () => (await fetchRoot()) !== undefined,
    directory,
    {
      // It would wait up to 15 s before it validates, refuse good nonces, and skip validations.
      PEBBLE_VA_NOSLEEP: '1',
      PEBBLE_WFE_NONCEREJECT: '0',
      PEBBLE_AUTHZREUSE: '0',
    },
  );
  if (typeof started === 'string') throw new Error(`pebble does not start: ${started}`);
  return {
    url: `https://127.0.0.1:${port}/dir`,
    trusted,
    root: write('root.pem', (await fetchRoot()) ?? ''),
    stop: () => started.stop(),
  };
}

function fetchText(port: number, path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const asked = request({ port, path, host: '127.0.0.1', ca: authorityPem, timeout: 5000 }, (reply) => {
      let text = '';
      reply.setEncoding('utf8');
      reply.on('data', (chunk: string) => {
        text += chunk;
      });
      reply.once('end', () => resolve(reply.statusCode === 200 ? text : undefined));
    });
    asked.once('timeout', () => asked.destroy());
    asked.once('error', () => resolve(undefined));
    asked.end();
  });
}
