// Other name servers that share secrets of cookies (RFC 9018) with ours, each with a small zone on IPv4 and IPv6 loopback. Those that can
// refuse who shows no valid cookie do.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askUdp, makeQuery } from '../dns/dns-client.ts';
import { findFreePort } from '../dns/find-free-port.ts';
import type { ProgramPackage } from '../dns/other-name-server.ts';
import { runOtherServer } from '../dns/run-other-server.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';

export interface CookieProduct extends ProgramPackage {
  readonly name: string;
  readonly args: readonly string[];
  /** Whether it says BADCOOKIE to who shows no valid one; otherwise it sends a valid one back as it is. */
  readonly refuses: boolean;
  readonly secretsMax: number;
  /** For `secrets`, the first of which makes cookies. */
  configure(directory: string, port: number, secrets: readonly string[]): string;
}

export interface CookieServer {
  readonly port: number;
  stop(): Promise<void>;
}

export const cookieZone = 'example.test';
const configFile = 'server.conf';
const zoneFile = 'zone';
const zoneText = `$ORIGIN ${cookieZone}.
$TTL 60
@   SOA ns1 hostmaster 1 3600 600 86400 60
@   NS  ns1
ns1 A   192.0.2.53
www A   192.0.2.1
`;

const bind: CookieProduct = {
  name: 'BIND',
  program: 'named',
  package: 'bind9',
  args: ['-g', '-n', '1', '-c', configFile],
  refuses: true,
  secretsMax: 2,
  configure: (directory, port, secrets) =>
    [
      `options {\n  directory "${directory}"; managed-keys-directory "${directory}"; pid-file none; session-keyfile none;`,
      `  listen-on port ${port} { 127.0.0.1; }; listen-on-v6 port ${port} { ::1; };`,
      '  recursion no; notify no; dnssec-validation no; require-server-cookie yes; cookie-algorithm siphash24;',
      ...secrets.map((secret) => `  cookie-secret "${secret}";`),
      '};\ncontrols { };',
      `zone "${cookieZone}" { type primary; file "${zoneFile}"; };`,
    ].join('\n'),
};

const knot: CookieProduct = {
  name: 'Knot DNS',
  program: 'knotd',
  package: 'knot',
  args: ['-c', configFile],
  refuses: true,
  secretsMax: 1,
  configure: (directory, port, [secret]) =>
    [
      `server:\n  rundir: ${directory}\n  listen: [127.0.0.1@${port}, "::1@${port}"]\n  udp-workers: 1\n  tcp-workers: 1`,
      `database:\n  storage: ${directory}\nlog:\n  - target: stderr\n    any: warning`,
      `mod-cookies:\n  - id: shared\n    secret: 0x${secret}\n    badcookie-slip: 1`,
      `template:\n  - id: default\n    storage: ${directory}\n    zonefile-sync: -1\n    journal-content: none`,
      '    global-module: mod-cookies/shared',
      `zone:\n  - domain: ${cookieZone}\n    file: ${zoneFile}\n`,
    ].join('\n'),
};

const nsd: CookieProduct = {
  name: 'NSD',
  program: 'nsd',
  package: 'nsd',
  args: ['-d', '-c', configFile],
  refuses: false,
  secretsMax: 2,
  configure(directory, port, secrets) {
    const secretsFile = join(directory, 'cookiesecrets');
    writeFileSync(secretsFile, secrets.map((secret) => `${secret}\n`).join(''));
    return [
      `server:\n  ip-address: 127.0.0.1@${port}\n  ip-address: ::1@${port}\n  server-count: 1\n  username: ""`,
      `  zonesdir: "${directory}"\n  database: ""\n  pidfile: ""\n  xfrdfile: ""\n  xfrdir: "${directory}"`,
      `  zonelistfile: "${directory}/zone.list"\n  rrl-ratelimit: 0\n  rrl-whitelist-ratelimit: 0`,
      `  answer-cookie: yes\n  cookie-secret-file: "${secretsFile}"`,
      'remote-control:\n  control-enable: no',
      `zone:\n  name: ${cookieZone}\n  zonefile: ${zoneFile}\n`,
    ].join('\n');
  },
};

export const cookieProducts: readonly CookieProduct[] = [bind, knot, nsd];

/** Once it answers, with anything, on both. */
export async function startCookieServer(
  { program, args, configure }: CookieProduct,
  secrets: readonly string[],
): Promise<CookieServer> {
  const directory = makeTemporaryDirectory();
  const port = await findFreePort();
  writeFileSync(join(directory, zoneFile), zoneText);
  writeFileSync(join(directory, configFile), configure(directory, port, secrets));
  const query = makeQuery(cookieZone, { type: 6 });
  const answersAt = async (address: string) =>
    (await askUdp(port, query, { address, withinMs: 200 }).catch(() => undefined)) !== undefined;
  const answers = async () => (await answersAt('127.0.0.1')) && (await answersAt('::1'));
  const server = await runOtherServer(program, args, answers, directory);
  if (typeof server === 'string') throw new Error(`${program} does not start: ${server}`);
  return { port, stop: () => server.stop() };
}
