// dnsdist and haproxy in front of a daemon under test: separate processes on loopback ports. Without them a test is skipped.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needTool } from '../run-openssl.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';
import { findFreePort } from './find-free-port.ts';
import { isInstalled, runOtherServer } from './run-other-server.ts';

export interface FrontEndKind {
  readonly program: string;
  readonly versionWord: string;
  readonly words: (file: string) => readonly string[];
  readonly configure: (port: number) => string;
}

export interface FrontEnd {
  readonly port: number;
  stop(): Promise<void>;
}

export function needFrontEnd(context: Mocha.Context, { program, versionWord }: FrontEndKind): void {
  needTool(
    context,
    isInstalled(program, versionWord),
    `${program} is not installed; it comes with the package ${program}`,
  );
}

/** `answers`: whether the whole of it works, by its port. */
export async function startFrontEnd(
  { program, words, configure }: FrontEndKind,
  answers: (port: number) => Promise<boolean>,
): Promise<FrontEnd> {
  const file = join(makeTemporaryDirectory(), `${program}.conf`);
  const port = await findFreePort();
  writeFileSync(file, configure(port));
  const server = await runOtherServer(program, words(file), () => answers(port));
  if (typeof server === 'string') throw new Error(`${program} does not start: ${server}`);
  return { port, stop: () => server.stop() };
}
