#!/usr/bin/env node
// The file that starts first, and alone: loading the others opens dozens of them at a time, and where that is more than this
// process may open, somebody has to be there to say so.

import type { Program } from './load-program.ts';
import { ExitCode } from './process/exit-codes.ts';

/** Loading opens at most a hundred files at a time. */
const openFilesEnough = 256;

let hasLostOutput = false;

// SIGUSR1 makes Node open its inspector on a port of loopback, where every local user may run code in this process. A
// signal that tells other daemons to reopen their logs must not do that: ignored before anything slow happens.
process.on('SIGUSR1', () => undefined);
// A reader may have seen enough, as with `status | head`, and the log may lose its reader.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  // A daemon goes on serving, whatever becomes of its log. What a command says is all that there is of it.
  if (isDaemon(process.argv.slice(2)) || code === 'EPIPE' || hasLostOutput) return;
  hasLostOutput = true;
  process.stderr.write(`error: the output cannot be written: ${message}\n`);
  process.on('exit', () => {
    process.exitCode = ExitCode.lostOutput;
  });
});

async function run(program: Program): Promise<void> {
  process.exitCode = await program();
}

function isDaemon(words: readonly string[]): boolean {
  return mayServe(words) || words[0] === 'demo';
}

function mayServe([word = '']: readonly string[]): boolean {
  return word === '' || (word.startsWith('--') && word !== '--help' && word !== '--version');
}

try {
  const words = process.argv.slice(2);
  if (mayServe(words)) {
    const { beginThreads } = await import('./begin-threads.ts');
    beginThreads(process.env);
  }
  const { loadProgram } = await import('./load-program.ts');
  const program = await loadProgram(words, process.env);
  // Not awaited: what goes wrong from now on has nothing to do with loading.
  void run(program);
} catch (error) {
  if (!(await lacksFiles(error))) throw error;
  process.stderr.write(
    'error: this process may not open enough files even to load its program; raise LimitNOFILE= of the service, or "ulimit -n" by hand\n',
  );
  process.exitCode = ExitCode.unavailable;
}

async function lacksFiles(error: unknown): Promise<boolean> {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EMFILE' || code === 'ENFILE') return true;
  // Node takes a package that it could not open for one that is not there.
  if (code !== 'ERR_MODULE_NOT_FOUND' || process.platform !== 'linux') return false;
  const { readOpenFiles } = await import('../linux/open-files.ts');
  // Undefined while there is not even a descriptor to read the limit with.
  return (readOpenFiles()?.limit ?? 0) < openFilesEnough;
}
