// Key files made by openssl. Without openssl a test is skipped with this reason, or fails where nothing may
// be skipped.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryDirectory } from './temporary-directory.ts';

const isInstalled = spawnSync('openssl', ['version']).error === undefined;

export function needOpenssl(context: Mocha.Context): void {
  needTool(context, isInstalled, 'openssl is not installed; it comes with the package openssl');
}

/** Skips the running test, with the reason in its title; with CI=true it fails instead. */
export function needTool(context: Mocha.Context, isThere: boolean, reason: string): void {
  if (isThere) return;
  if (process.env['CI'] === 'true') throw new Error(reason);
  skipBecause(context, reason);
}

/** For use in a test or a beforeEach. */
export function skipBecause(context: Mocha.Context, reason: string): void {
  const test = context.currentTest ?? context.test;
  if (test !== undefined) test.title += ` (skipped: ${reason})`;
  context.skip();
}

/** Placeholder for the input in the arguments: openssl reads keys from files, not from our pipe. */
export const inputFile = 'INPUT';

export function runOpenssl(args: readonly string[], input: string | Buffer): Buffer {
  const file = join(makeTemporaryDirectory(), 'input.pem');
  writeFileSync(file, input, { mode: 0o600 });
  const given = args.map((arg) => (arg === inputFile ? file : arg));
  const { status, stdout, stderr } = spawnSync('openssl', given, { timeout: 15_000 });
  if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr}`);
  return stdout;
}
