// A daemon as the package's unit runs it, with its own environment file: what systemd reads from the file is handed over,
// without `export ` lines. A reload does what ExecReload= does.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvironmentFile } from '../../../src/config/sources/read-environment-file.ts';
import { getControl } from '../../../src/control/ask-control.ts';
import { controlSocketPath } from '../../../src/control/control-socket-path.ts';
import { routes } from '../../../src/control/protocol/routes.ts';
import type { Status } from '../../../src/control/protocol/status.ts';
import { type BoundSockets, openBoundSockets } from '../daemon/bound-sockets.ts';
import { type CommandResult, runCommand, type SpawnedProgram, spawnProgram } from '../daemon/spawn-daemon.ts';
import { queryUdp } from '../dns/dns-client.ts';
import { addressesOf } from '../dns/steady-queries.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';
import { until } from '../until.ts';

export interface ServiceWorld {
  readonly file: string;
  readonly stateDirectory: string;
  readonly port: number;
  /** Writes the environment file; nothing deletes it. */
  edit(text: string | undefined): void;
  /** Resolves once it answers, or has ended. */
  start(settings?: StartSettings): Promise<SpawnedProgram>;
  /** As `systemctl reload` does it. */
  reload(...words: string[]): Promise<CommandResult>;
  /** A command in a shell that has none of the variables. */
  run(...words: string[]): Promise<CommandResult>;
  status(): Promise<Status>;
  /** The answer to www.example.test, or the code of the refusal. */
  www(): Promise<string>;
  close(): void;
}

export interface StartSettings {
  readonly words?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** When to resolve instead. */
  readonly when?: (daemon: SpawnedProgram) => boolean;
}

export async function openServiceWorld(): Promise<ServiceWorld> {
  const bound: BoundSockets = await openBoundSockets(['udp4', 'tcp4']);
  const directory = makeTemporaryDirectory();
  const stateDirectory = makeTemporaryDirectory();
  const file = join(makeTemporaryDirectory(), 'default');
  const own = { HEALTHY_DNS_ENVIRONMENT_FILE: file, RUNTIME_DIRECTORY: directory };
  let content: string | undefined;

  const handedOver = () => ({ ...bySystemd(content ?? ''), ...own });
  const ask = () => getControl(controlSocketPath(directory), routes.status);

  return {
    file,
    stateDirectory,
    port: bound.port,
    edit(text) {
      content = text;
      if (text === undefined) rmSync(file);
      else writeFileSync(file, text);
    },
    async start({ words = [], environment = {}, when } = {}) {
      const variables = { ...handedOver(), STATE_DIRECTORY: stateDirectory, ...environment };
      const daemon = spawnProgram({ words, fds: bound.fds, environment: variables });
      const isThere = async () => (when === undefined ? (await ask()).ok : when(daemon));
      await until('it has started', async () => daemon.hasEnded || (await isThere()));
      return daemon;
    },
    reload: (...words) => runCommand(['reload', ...words], { ...handedOver(), MAINPID: '1' }),
    run: (...words) => runCommand(words, { RUNTIME_DIRECTORY: directory }),
    async status() {
      const asked = await ask();
      if (!asked.ok) throw new Error(asked.problem);
      return asked.value;
    },
    async www() {
      const reply = await queryUdp(bound.port, 'www.example.test');
      return reply.code === 0 ? addressesOf(reply).join() : `code ${reply.code}`;
    },
    close: () => bound.close(),
  };
}

/** systemd takes `export NAME` for a name, and drops lines whose name is invalid. */
function bySystemd(text: string): Record<string, string> {
  const withoutExport = text.replace(/^[ \t]*export[ \t]/gm, 'not-a-name-');
  return { ...readEnvironmentFile(withoutExport).variables };
}

/** A small zone as the lines of an environment file. */
export function zoneFile(address: string, more = ''): string {
  return `HEALTHY_DNS_HOSTED_ZONE=example.test
HEALTHY_DNS_NS='["ns1.elsewhere.test"]'
HEALTHY_DNS_ZONE_RESOLUTIONS='{"www": ["${address}"]}'
${more}`;
}
