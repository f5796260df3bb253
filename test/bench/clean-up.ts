// What the benchmarks started and made is gone when they end, however they end: child processes with all of their own,
// and the directory for their files.

import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const running = new Set<ChildProcess>();

/** Short, because control sockets live in it and their paths may have 107 octets. */
export const workDirectory: string = mkdtempSync(join(tmpdir(), 'hd-bench-'));

process.on('exit', () => {
  for (const child of running) killGroup(child, 'SIGKILL');
  rmSync(workDirectory, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(130));
}

/** The child must have been started detached: its process group is its own then, and ends as a whole. */
export function keepTrack(child: ChildProcess): void {
  running.add(child);
  child.once('exit', () => {
    // A server that forked may have left somebody behind.
    killGroup(child, 'SIGKILL');
    running.delete(child);
  });
}

export function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}
