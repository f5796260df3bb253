#!/usr/bin/env node
// The file that starts first, and alone: loading the others opens dozens of them at a time, and where that is more than this
// process may open, somebody has to be there who says so. A service, which is given no words but only variables, goes past
// the command line: nobody is answered before it serves.

import './ignore-debug-signal.ts';
import { ExitCode } from './process/exit-codes.ts';

/** Loading opens a hundred files at a time, at most. */
const openFilesEnough = 256;

const [word = ''] = process.argv.slice(2);
const isService = word === '';
const mayServe = isService || (word.startsWith('--') && word !== '--help' && word !== '--version');
// Whoever reads our output may have seen enough, as with `status | head`, and the log may lose its reader.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);

try {
  if (mayServe) {
    const { beginThreads } = await import('./begin-threads.ts');
    beginThreads(process.env);
  }
  if (isService) {
    const { serve } = await import('./starting/serve.ts');
    // Not awaited: what goes wrong from now on has nothing to do with loading.
    void serve({}, process.env).then((code) => {
      process.exitCode = code;
    });
  } else await import('./main.ts');
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
