// ACME clients as operators run them, each in a directory of its own, asking an authority on loopback for one certificate
// of a domain and all names below it. They reach no network: whatever they would ask is on loopback, or switched off.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isInstalled } from '../dns/run-other-server.ts';
import { needTool } from '../run-openssl.ts';
import { type ProgramRun, runProgram } from '../run-program.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';
import type { SharedKey } from '../updates/shared-keys.ts';
import type { Pebble } from './start-pebble.ts';

export interface CertificateOrder {
  readonly authority: Pebble;
  /** Without the final dot; the certificate is for it and `*.` before it. */
  readonly domain: string;
}

/** How the client publishes challenges: by itself, to the name server on loopback. */
export interface UpdatedBySigning {
  readonly port: number;
  readonly key: SharedKey;
}

/** How the client publishes challenges: by a script, which finds the daemon by its environment. */
export interface UpdatedByHook {
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface OrderedCertificate extends ProgramRun {
  /** Files in PEM: the certificate alone, and those that lead to the root. */
  readonly certificate: string;
  readonly chain: string;
}

const patienceMs = 60_000;

const clients = {
  lego: { word: '--version', from: 'lego' },
  certbot: { word: '--version', from: 'python3-certbot-dns-rfc2136' },
  dehydrated: { word: '--version', from: 'dehydrated' },
} as const;

export function needClient(context: Mocha.Context, program: keyof typeof clients): void {
  const { word, from } = clients[program];
  needTool(
    context,
    isInstalled(program, word),
    `${program} is not installed; it comes with the package ${from}`,
  );
}

/** It does not look for its challenges by itself first: it would ask the zone's name servers on port 53. */
export async function orderWithLego(
  { authority, domain }: CertificateOrder,
  { port, key }: UpdatedBySigning,
): Promise<OrderedCertificate> {
  const directory = makeTemporaryDirectory();
  const words = [
    ...['--accept-tos', '--email', 'hostmaster@example.com', '--server', authority.url, '--path', directory],
    ...['--dns', 'rfc2136', '--dns.resolvers', `127.0.0.1:${port}`, '--dns.disable-cp'],
    ...['--domains', domain, '--domains', `*.${domain}`, 'run'],
  ];
  const environment = {
    LEGO_CA_CERTIFICATES: authority.trusted,
    RFC2136_NAMESERVER: `127.0.0.1:${port}`,
    RFC2136_TSIG_ALGORITHM: `${key.algorithm}.`,
    RFC2136_TSIG_KEY: key.name,
    RFC2136_TSIG_SECRET: key.secret,
    RFC2136_SEQUENCE_INTERVAL: '1',
  };
  const run = await runProgram('lego', words, { directory, environment, withinMs: patienceMs });
  const file = (suffix: string) => join(directory, 'certificates', `${domain}.${suffix}`);
  return { ...run, certificate: file('crt'), chain: file('issuer.crt') };
}

export function orderWithCertbot(
  order: CertificateOrder,
  { port, key }: UpdatedBySigning,
): Promise<OrderedCertificate> {
  const credentials = join(makeTemporaryDirectory(), 'rfc2136.ini');
  const settings = {
    server: '127.0.0.1',
    port,
    name: `${key.name}.`,
    secret: key.secret,
    algorithm: key.algorithm.toUpperCase(),
  };
  const lines = Object.entries(settings).map(([name, value]) => `dns_rfc2136_${name} = ${value}\n`);
  writeFileSync(credentials, lines.join(''), { mode: 0o600 });
  return runCertbot(order, [
    '--dns-rfc2136',
    ...['--dns-rfc2136-credentials', credentials, '--dns-rfc2136-propagation-seconds', '0'],
  ]);
}

export function orderWithCertbotHook(
  order: CertificateOrder,
  { script, environment }: UpdatedByHook,
): Promise<OrderedCertificate> {
  const hooks = ['--manual-auth-hook', `${script} auth`, '--manual-cleanup-hook', `${script} cleanup`];
  return runCertbot(order, ['--manual', '--preferred-challenges', 'dns', ...hooks], environment);
}

async function runCertbot(
  { authority, domain }: CertificateOrder,
  how: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<OrderedCertificate> {
  const directory = makeTemporaryDirectory();
  const words = [
    ...[
      'certonly',
      '--non-interactive',
      '--agree-tos',
      '--register-unsafely-without-email',
      '--no-eff-email',
    ],
    ...['--server', authority.url, '--cert-name', 'ordered', '--domain', domain, '--domain', `*.${domain}`],
    ...['config', 'work', 'logs'].flatMap((name) => [`--${name}-dir`, join(directory, name)]),
    ...how,
  ];
  const environment = { REQUESTS_CA_BUNDLE: authority.trusted, HOME: directory, ...more };
  const run = await runProgram('certbot', words, { directory, environment, withinMs: patienceMs });
  const file = (name: string) => join(directory, 'config/live/ordered', name);
  return { ...run, certificate: file('cert.pem'), chain: file('chain.pem') };
}

export async function orderWithDehydrated(
  { authority, domain }: CertificateOrder,
  { script, environment }: UpdatedByHook,
): Promise<OrderedCertificate> {
  const directory = makeTemporaryDirectory();
  const config = join(directory, 'config');
  const settings = {
    BASEDIR: directory,
    CA: authority.url,
    CHALLENGETYPE: 'dns-01',
    HOOK: script,
    CURL_OPTS: `--cacert ${authority.trusted}`,
    KEY_ALGO: 'prime256v1',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}="${value}"\n`);
  writeFileSync(config, lines.join(''), { mode: 0o600 });
  const settled = { directory, environment: { HOME: directory, ...environment }, withinMs: patienceMs };
  const registered = await runProgram('dehydrated', ['-f', config, '--register', '--accept-terms'], settled);
  const words = ['-f', config, '--cron', '--alias', 'ordered', '--domain', `${domain} *.${domain}`];
  const run = registered.code === 0 ? await runProgram('dehydrated', words, settled) : registered;
  const file = (name: string) => join(directory, 'certs/ordered', name);
  return { ...run, certificate: file('cert.pem'), chain: file('chain.pem') };
}
