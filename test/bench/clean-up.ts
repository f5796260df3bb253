// Removes what the benchmarks started and made, however they end: child processes with all their descendants, and the
// directory for their files.

import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const running = new Set<ChildProcess>();

/** Short, because control sockets are in it and their paths may have 107 octets. */
export const workDirectory: string = mkdtempSync(join(tmpdir(), 'hd-bench-'));

process.on('exit', () => {
  for (const child of running) killGroup(child, 'SIGKILL');
  rmSync(workDirectory, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(130));
}

/** The child must have been started detached: then it has its own process group, which ends as a whole. */
export function keepTrack(child: ChildProcess): void {
  running.add(child);
  child.once('exit', () => {
    // A server that forked may have left a process behind.
    killGroup(child, 'SIGKILL');
    running.delete(child);
  });
}

export function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nothing of the group is left.
  }
}
