#!/usr/bin/env node
// The file that starts first, and alone: loading the others opens dozens of them at a time, and where that is more than this
// process may open, somebody has to be there who says so. A service, which is given no words but only variables, goes past
// the command line: nobody is answered before it serves.

import './ignore-debug-signal.ts';
import { guessUdpWorkers } from '../config/guess-udp-workers.ts';
import { beginEarly } from '../serving/worker-threads.ts';
import { ExitCode } from './exit-codes.ts';

const [word = ''] = process.argv.slice(2);
const isService = word === '';
const mayServe = isService || (word.startsWith('--') && word !== '--help' && word !== '--version');
// First of all, so that they load while this thread does.
if (mayServe && process.platform === 'linux') beginEarly(guessUdpWorkers(process.env));
// Whoever reads our output may have seen enough, as with `status | head`, and the log may lose its reader.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);

try {
  if (isService) {
    const { serve } = await import('./serve.ts');
    process.exitCode = await serve({}, process.env);
  } else await import('./healthy-dns.ts');
} catch (error) {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'EMFILE' && code !== 'ENFILE') throw error;
  process.stderr.write(
    'error: this process may not open enough files even to load its program; raise LimitNOFILE= of the service, or "ulimit -n" by hand\n',
  );
  process.exitCode = ExitCode.unavailable;
}
