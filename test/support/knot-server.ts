// Knot DNS, serving one zone from a directory of its own on loopback. Whoever has no Knot gets a skipped test, with this
// reason; where every tool has been installed on purpose, that is an error.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askUdp, makeQuery } from './dns-client.ts';
import { startNameServer } from './scripted-name-server.ts';
import { makeTemporaryDirectory } from './temporary-directory.ts';
import { until } from './until.ts';

/** /usr/sbin is not in everybody's PATH. */
const searchPath = `${process.env['PATH'] ?? ''}:/usr/sbin`;
const isInstalled = spawnSync('knotd', ['--version'], { env: { PATH: searchPath } }).error === undefined;

export function needKnot(context: Mocha.Context): void {
  if (isInstalled) return;
  const reason = 'knotd is not installed; it comes with the package knot';
  if (process.env['CI'] === 'true') throw new Error(reason);
  if (context.test !== undefined) context.test.title += ` (skipped: ${reason})`;
  context.skip();
}

export interface KnotServer {
  readonly port: number;
  /** As `dnsServers` wants it. */
  readonly address: string;
  stop(): Promise<void>;
}

/** Serves on 127.0.0.1; the zone text is a master file. */
export async function startKnot(zone: string, text: string): Promise<KnotServer> {
  const directory = makeTemporaryDirectory();
  const port = await findFreePort();
  writeFileSync(join(directory, 'zone'), text);
  writeFileSync(
    join(directory, 'knot.conf'),
    [
      `server:\n  rundir: ${directory}\n  listen: 127.0.0.1@${port}\n  udp-workers: 1\n  tcp-workers: 1`,
      `database:\n  storage: ${directory}`,
      'log:\n  - target: stderr\n    any: warning',
      `zone:\n  - domain: ${zone}\n    storage: ${directory}\n    file: zone\n    zonefile-sync: -1\n`,
    ].join('\n'),
  );
  const child = spawn('knotd', ['-c', join(directory, 'knot.conf')], {
    env: { PATH: searchPath },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  let complaints = '';
  child.stderr?.on('data', (chunk) => {
    complaints += chunk;
  });
  const soaQuery = makeQuery(zone, { type: 6 });
  await until(
    `knotd serves ${zone}: ${complaints}`,
    async () => {
      if (hasEnded(child)) throw new Error(`knotd ended: ${complaints}`);
      const reply = await askUdp(port, soaQuery, { withinMs: 200 }).catch(() => undefined);
      return reply !== undefined && (reply.readUInt8(3) & 0x0f) === 0;
    },
    15_000,
  );
  return {
    port,
    address: `127.0.0.1:${port}`,
    async stop() {
      process.off('exit', kill);
      child.kill('SIGTERM');
      await until('knotd has ended', () => hasEnded(child), 10_000);
      rmSync(directory, { recursive: true, force: true });
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
