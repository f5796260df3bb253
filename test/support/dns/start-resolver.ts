// Somebody else's resolver, as a separate process on a loopback port, with the configuration that one of our documents
// recommends. Without one a test is skipped.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needTool } from '../run-openssl.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';
import { until } from '../until.ts';
import { queryTcp } from './dns-client.ts';
import { findFreePort } from './start-unbound.ts';

/** Debian installs them outside the PATH of users. */
const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };

export interface ResolverKind {
  readonly program: string;
  readonly comesWith: string;
  readonly words: (file: string) => readonly string[];
  /** What makes it run here; it must end where the document's lines can follow. */
  readonly preamble: (port: number, folder: string) => string;
}

export interface Resolver {
  readonly port: number;
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export function needResolver(context: Mocha.Context, { program, comesWith }: ResolverKind): void {
  const isInstalled = spawnSync(program, ['-h'], { env }).error === undefined;
  needTool(context, isInstalled, `${program} is not installed; it comes with the package ${comesWith}`);
}

/** `probe` is a name that it answers once it is up. */
export async function startResolver(kind: ResolverKind, lines: string, probe: string): Promise<Resolver> {
  const folder = makeTemporaryDirectory();
  const file = join(folder, `${kind.program}.conf`);
  const port = await findFreePort();
  writeFileSync(file, `${kind.preamble(port, folder)}\n${lines}`);
  const child = spawn(kind.program, kind.words(file), { env, stdio: ['ignore', 'ignore', 'pipe'] });
  running.add(child);
  let log = '';
  let hasEnded = false;
  child.stderr.on('data', (chunk) => {
    log += String(chunk);
  });
  child.once('close', () => {
    running.delete(child);
    hasEnded = true;
  });
  await until(`${kind.program} answers`, async () => {
    if (hasEnded) return true;
    return (await queryTcp(port, probe, { flags: 0x0100 }).catch(() => undefined)) !== undefined;
  });
  if (hasEnded) throw new Error(`${kind.program} does not start: ${log}`);
  return {
    port,
    async stop() {
      child.kill('SIGTERM');
      await until(`${kind.program} has ended`, () => hasEnded).catch(() => child.kill('SIGKILL'));
    },
  };
}
