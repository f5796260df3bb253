// Other name servers, each serving zones from its own directory on loopback. Without any of them a test is
// skipped with this reason; where every tool has been installed on purpose, that is an error.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needTool } from '../run-openssl.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';
import { askUdp, makeQuery } from './dns-client.ts';
import { findFreePort } from './find-free-port.ts';
import { isInstalled, runOtherServer } from './run-other-server.ts';

export interface OtherNameServer {
  readonly port: number;
  /** In the form that `dnsServers` takes. */
  readonly address: string;
  stop(): Promise<void>;
}

export interface ProgramPackage {
  readonly program: string;
  readonly package: string;
}

export interface OtherProduct extends ProgramPackage {
  readonly name: string;
  /** Its arguments and configuration, for zones whose master files are in the directory. */
  readonly args: readonly string[];
  configure(directory: string, zones: readonly string[], port: number): string;
}

export interface ServedFile {
  /** Dotted text without the final dot. */
  readonly apex: string;
  /** The master file. */
  readonly text: string;
}

const configFile = 'server.conf';
const fileOf = (zone: string) => `${zone}.zone`;

const knot: OtherProduct = {
  name: 'Knot DNS',
  program: 'knotd',
  package: 'knot',
  args: ['-c', configFile],
  configure: (directory, zones, port) =>
    [
      `server:\n  rundir: ${directory}\n  listen: 127.0.0.1@${port}\n  udp-workers: 1\n  tcp-workers: 1`,
      `database:\n  storage: ${directory}`,
      'log:\n  - target: stderr\n    any: warning',
      `template:\n  - id: default\n    storage: ${directory}\n    zonefile-sync: -1\n    journal-content: none`,
      'zone:',
      ...zones.map((zone) => `  - domain: ${zone}\n    file: ${fileOf(zone)}`),
      '',
    ].join('\n'),
};

const bind: OtherProduct = {
  name: 'BIND',
  program: 'named',
  package: 'bind9',
  // -g: in the foreground, with complaints to standard error.
  args: ['-g', '-n', '1', '-c', configFile],
  configure: (directory, zones, port) =>
    [
      `options {\n  directory "${directory}"; managed-keys-directory "${directory}"; pid-file none; session-keyfile none;`,
      `  listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };`,
      '  recursion no; notify no; dnssec-validation no; allow-transfer { none; };',
      // DNS allows host names of odd octets. A TTL of 0 for the SOA of a negative answer is an idea of BIND's.
      '  check-names primary ignore; zero-no-soa-ttl no;\n};',
      'controls { };',
      ...zones.map((zone) => `zone "${zone}" { type primary; file "${fileOf(zone)}"; };`),
      '',
    ].join('\n'),
};

const nsd: OtherProduct = {
  name: 'NSD',
  program: 'nsd',
  package: 'nsd',
  args: ['-d', '-c', configFile],
  configure: (directory, zones, port) =>
    [
      `server:\n  ip-address: 127.0.0.1@${port}\n  server-count: 1\n  username: ""\n  zonesdir: "${directory}"`,
      `  database: ""\n  pidfile: ""\n  xfrdfile: ""\n  xfrdir: "${directory}"\n  zonelistfile: "${directory}/zone.list"`,
      // Its default for one source is 200 queries a second.
      '  rrl-ratelimit: 0\n  rrl-whitelist-ratelimit: 0',
      'remote-control:\n  control-enable: no',
      ...zones.map((zone) => `zone:\n  name: ${zone}\n  zonefile: ${fileOf(zone)}`),
      '',
    ].join('\n'),
};

export const otherProducts: readonly OtherProduct[] = [knot, bind, nsd];

export function needProduct(context: Mocha.Context, { program, package: from }: ProgramPackage): void {
  needTool(
    context,
    isInstalled(program, '-V'),
    `${program} is not installed; it comes with the package ${from}`,
  );
}

/** Serves on 127.0.0.1, once it serves all of them. */
export async function startProduct(
  { program, args, configure }: OtherProduct,
  zones: readonly [ServedFile, ...ServedFile[]],
): Promise<OtherNameServer> {
  const directory = makeTemporaryDirectory();
  const port = await findFreePort();
  for (const { apex, text } of zones) writeFileSync(join(directory, fileOf(apex)), text);
  const apexes = zones.map(({ apex }) => apex);
  writeFileSync(join(directory, configFile), configure(directory, apexes, port));
  const waiting = [...apexes];
  const servesAll = async () => {
    while (waiting[0] !== undefined && (await serves(port, waiting[0]))) waiting.shift();
    return waiting.length === 0;
  };
  const server = await runOtherServer(program, args, servesAll, directory);
  if (typeof server === 'string') throw new Error(`${program} does not start: ${server}`);
  return { port, address: `127.0.0.1:${port}`, stop: () => server.stop() };
}

async function serves(port: number, apex: string): Promise<boolean> {
  const query = makeQuery(apex, { type: 6 });
  const reply = await askUdp(port, query, { withinMs: 200 }).catch(() => undefined);
  return reply !== undefined && (reply.readUInt8(3) & 0x0f) === 0;
}
