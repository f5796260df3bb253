// Runs a command of the user's with something on its standard input, and ends it, all of it, when it is called off.
// Refuses to know what the input is.

import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** A command may have to tidy up; a service manager waits longer than this for us. */
const stopPatienceMs = 5000;
const lookEveryMs = 20;

/**
 * By a shell, so that a command may have words and pipes, and in a process group of its own, so that ending it ends what
 * the shell started too. Resolves to what went wrong; being called off is nothing that does.
 */
export async function runCommand(
  command: string,
  input: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (signal.aborted) return undefined;
  const child = spawn('/bin/sh', ['-c', command], { stdio: ['pipe', 'inherit', 'inherit'], detached: true });
  const { pid } = child;
  // A command need not read what it is given.
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

/** Resolves when nobody of the group is left. */
async function endGroup(pid: number): Promise<void> {
  const deadlineMs = performance.now() + stopPatienceMs;
  for (let isThere = signalGroup(pid, 'SIGTERM'); isThere; isThere = signalGroup(pid, 0)) {
    if (performance.now() > deadlineMs) {
      signalGroup(pid, 'SIGKILL');
      return;
    }
    await delay(lookEveryMs);
  }
}

/** False when there is nobody to get it. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}
