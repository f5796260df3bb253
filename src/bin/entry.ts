#!/usr/bin/env node
// The file that starts first, and alone: loading the others opens dozens of them at a time, and where that is more than this
// process may open, somebody has to be there who says so.

import './ignore-debug-signal.ts';
import { ExitCode } from './exit-codes.ts';

try {
  await import('./healthy-dns.ts');
} catch (error) {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'EMFILE' && code !== 'ENFILE') throw error;
  process.stderr.write(
    'error: this process may not open enough files even to load its program; raise LimitNOFILE= of the service, or "ulimit -n" by hand\n',
  );
  process.exitCode = ExitCode.unavailable;
}
