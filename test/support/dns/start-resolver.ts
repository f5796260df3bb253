// Somebody else's resolver, as a separate process on a loopback port, with the configuration that one of our documents
// recommends. Without one a test is skipped.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needTool } from '../run-openssl.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';
import { queryTcp } from './dns-client.ts';
import { findFreePort } from './find-free-port.ts';
import { isInstalled, runOtherServer } from './run-other-server.ts';

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

export function needResolver(context: Mocha.Context, { program, comesWith }: ResolverKind): void {
  needTool(
    context,
    isInstalled(program, '-h'),
    `${program} is not installed; it comes with the package ${comesWith}`,
  );
}

/** `probe` is a name that it answers once it is up. */
export async function startResolver(kind: ResolverKind, lines: string, probe: string): Promise<Resolver> {
  const folder = makeTemporaryDirectory();
  const file = join(folder, `${kind.program}.conf`);
  const port = await findFreePort();
  writeFileSync(file, `${kind.preamble(port, folder)}\n${lines}`);
  const answers = async () =>
    (await queryTcp(port, probe, { flags: 0x0100 }).catch(() => undefined)) !== undefined;
  const resolver = await runOtherServer(kind.program, kind.words(file), answers);
  if (typeof resolver === 'string') throw new Error(`${kind.program} does not start: ${resolver}`);
  return { port, stop: () => resolver.stop() };
}
