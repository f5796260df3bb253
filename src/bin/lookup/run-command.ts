// Runs a command of the user's with some standard input, and ends it with all its children on abort. Refuses to know what
// the input is.

import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** Time for a command to clean up; a service manager waits longer than this for us. */
const stopPatienceMs = 5000;
const pollEveryMs = 20;

/**
 * In a shell, so that a command may have arguments and pipes, and in its own process group, so that its children end with
 * it. Resolves to what went wrong; an abort is not a failure.
 */
export async function runCommand(
  command: string,
  input: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (signal.aborted) return undefined;
  const child = spawn('/bin/sh', ['-c', command], { stdio: ['pipe', 'inherit', 'inherit'], detached: true });
  const { pid } = child;
  // A command need not read its input.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  let stopped: Promise<void> | undefined;
  const stop = () => {
    if (pid !== undefined) stopped = endGroup(pid);
  };
  signal.addEventListener('abort', stop, { once: true });
  const problem = await new Promise<string | undefined>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('exit', (code, by) =>
      resolve(code === 0 ? undefined : `the command ended with ${code ?? by}`),
    );
  });
  signal.removeEventListener('abort', stop);
  child.stdin.destroy();
  await stopped;
  return signal.aborted ? undefined : problem;
}

/** Resolves when no process of the group is left. */
async function endGroup(pid: number): Promise<void> {
  const deadlineMs = performance.now() + stopPatienceMs;
  for (let isThere = signalGroup(pid, 'SIGTERM'); isThere; isThere = signalGroup(pid, 0)) {
    if (performance.now() > deadlineMs) {
      signalGroup(pid, 'SIGKILL');
      return;
    }
    await delay(pollEveryMs);
  }
}

/** False when no process of the group is left. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}
