// A directory of a test's own, removed when the tests end.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

process.on('exit', () => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
});

/** Short, because the path of a Unix socket has at most 107 octets. */
export function makeTemporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'hd-'));
  made.push(directory);
  return directory;
}
