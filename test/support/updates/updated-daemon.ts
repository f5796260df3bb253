// We as a primary that takes updates: a daemon in its own process, with directories of its own.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperatedDaemon } from '../daemon/operated-daemon.ts';
import { testedUdpEngine } from '../daemon/start-test-daemon.ts';
import { findFreePort } from '../dns/find-free-port.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';
import { writeSharedKeys } from './shared-keys.ts';
import { keysOf, type UpdatedProduct, type UpdatedServer, type UpdatedZone } from './updated-server.ts';

export interface UpdatedDaemon extends UpdatedServer {
  /** Where commands find it. */
  readonly operated: OperatedDaemon;
  readonly pid: number;
  /** Where it keeps what must survive. */
  readonly stateDirectory: string;
  readonly hasEnded: boolean;
  /** What it has logged so far. */
  readonly log: string;
  /** As a power cut does. */
  kill(): Promise<void>;
  /** Again, on the same port, with what it kept. */
  restart(): Promise<void>;
}

export const updatedDaemon: UpdatedProduct = {
  name: 'healthy-dns',
  need: () => undefined,
  start: (zone) => startUpdatedDaemon(zone),
};

/** `more` are further variables. */
export async function startUpdatedDaemon(
  zone: UpdatedZone,
  more: Readonly<Record<string, string>> = {},
): Promise<UpdatedDaemon> {
  const operated = new OperatedDaemon();
  const stateDirectory = makeTemporaryDirectory();
  const variables = { ...variablesOf(zone), STATE_DIRECTORY: stateDirectory, ...more };
  const serve = (listenPort: number) =>
    operated.serve({ ...variables, HEALTHY_DNS_PORT: String(listenPort) });
  const port = await findFreePort();
  let program = await serve(port);
  return {
    port,
    operated,
    stateDirectory,
    get pid() {
      return program.pid;
    },
    get hasEnded() {
      return program.hasEnded;
    },
    get log() {
      return `${program.output}${program.errors}`;
    },
    async kill() {
      await program.stop('SIGKILL');
    },
    async restart() {
      program = await serve(port);
    },
    async stop() {
      if (!program.hasEnded) await program.stop();
    },
  };
}

/** From the flags that sign with a key. */
export function signingVariables(flags: Readonly<Record<string, string>>): Record<string, string> {
  const variables = Object.entries(flags).map(([flag, value]) => [
    `HEALTHY_DNS_${flag.replaceAll('-', '_').toUpperCase()}`,
    value,
  ]);
  return Object.fromEntries(variables) as Record<string, string>;
}

function variablesOf(zone: UpdatedZone): Record<string, string> {
  const records = join(makeTemporaryDirectory(), 'zone');
  writeFileSync(records, zone.text);
  return {
    HEALTHY_DNS_HOSTED_ZONE: zone.apex,
    HEALTHY_DNS_RECORDS: records,
    HEALTHY_DNS_LISTEN: '127.0.0.1',
    HEALTHY_DNS_UDP_ENGINE: testedUdpEngine,
    // Tests ask as fast as they can.
    HEALTHY_DNS_RRL: 'off',
    HEALTHY_DNS_TSIG_KEY_FILE: writeSharedKeys(keysOf(zone)),
    HEALTHY_DNS_UPDATE: JSON.stringify(
      zone.permissions.map(({ key, names, types }) => ({ key: `${key.name}.`, names, types })),
    ),
    HEALTHY_DNS_TRANSFER: JSON.stringify({
      allow: (zone.transferKeys ?? []).map(({ name }) => ({ key: `${name}.` })),
    }),
  };
}
