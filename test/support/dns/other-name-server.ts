// Other name servers, each serving one zone from its own directory on loopback. Without any of them a test is
// skipped with this reason; where every tool has been installed on purpose, that is an error.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needTool } from '../run-openssl.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';
import { until } from '../until.ts';
import { askUdp, makeQuery } from './dns-client.ts';
import { startNameServer } from './scripted-name-server.ts';

export interface OtherNameServer {
  readonly port: number;
  /** In the form that `dnsServers` takes. */
  readonly address: string;
  stop(): Promise<void>;
}

export interface OtherProduct {
  readonly name: string;
  readonly program: string;
  readonly package: string;
  /** Its arguments and configuration, for a zone whose master file is `zone` in the directory. */
  readonly args: readonly string[];
  configure(directory: string, zone: string, port: number): string;
}

const configFile = 'server.conf';

export const otherProducts: readonly OtherProduct[] = [
  {
    name: 'Knot DNS',
    program: 'knotd',
    package: 'knot',
    args: ['-c', configFile],
    configure: (directory, zone, port) =>
      [
        `server:\n  rundir: ${directory}\n  listen: 127.0.0.1@${port}\n  udp-workers: 1\n  tcp-workers: 1`,
        `database:\n  storage: ${directory}`,
        'log:\n  - target: stderr\n    any: warning',
        `zone:\n  - domain: ${zone}\n    storage: ${directory}\n    file: zone\n    zonefile-sync: -1\n`,
      ].join('\n'),
  },
  {
    name: 'BIND',
    program: 'named',
    package: 'bind9',
    // -g: in the foreground, with complaints to standard error.
    args: ['-g', '-n', '1', '-c', configFile],
    configure: (directory, zone, port) =>
      [
        `options {\n  directory "${directory}"; managed-keys-directory "${directory}"; pid-file none; session-keyfile none;`,
        `  listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };`,
        '  recursion no; notify no; dnssec-validation no; allow-transfer { none; };',
        // DNS allows host names of odd octets.
        '  check-names primary ignore;\n};',
        'controls { };',
        `zone "${zone}" { type primary; file "zone"; };\n`,
      ].join('\n'),
  },
];

/** /usr/sbin is not in everyone's PATH. */
const env = { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };

export function needProduct(context: Mocha.Context, { program, package: from }: OtherProduct): void {
  const isInstalled = spawnSync(program, ['-V'], { env }).error === undefined;
  needTool(context, isInstalled, `${program} is not installed; it comes with the package ${from}`);
}

/** Serves on 127.0.0.1; `text` is the zone's master file. */
export async function startProduct(
  { program, args, configure }: OtherProduct,
  zone: string,
  text: string,
): Promise<OtherNameServer> {
  const directory = makeTemporaryDirectory();
  const port = await findFreePort();
  writeFileSync(join(directory, 'zone'), text);
  writeFileSync(join(directory, configFile), configure(directory, zone, port));
  const child = spawn(program, args, { cwd: directory, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  let complaints = '';
  child.stderr?.on('data', (chunk) => {
    complaints += chunk;
  });
  const soaQuery = makeQuery(zone, { type: 6 });
  await until(
    `${program} serves ${zone}`,
    async () => {
      if (hasEnded(child)) throw new Error(`${program} ended: ${complaints}`);
      const reply = await askUdp(port, soaQuery, { withinMs: 200 }).catch(() => undefined);
      return reply !== undefined && (reply.readUInt8(3) & 0x0f) === 0;
    },
    15_000,
  ).catch((cause: unknown) => {
    kill();
    throw new Error(complaints, { cause });
  });
  return {
    port,
    address: `127.0.0.1:${port}`,
    async stop() {
      process.off('exit', kill);
      child.kill('SIGTERM');
      await until(`${program} has ended`, () => hasEnded(child), 10_000);
    },
  };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** It was free for UDP and TCP a moment ago. */
async function findFreePort(): Promise<number> {
  const server = await startNameServer(() => undefined);
  await server.close();
  return server.port;
}
