// No daemon answers on the control socket: what that means, and the exit code that says so.

import { printError } from '../printing/print-error.ts';
import { ExitCode } from '../process/exit-codes.ts';

export function printUnreachable(socketPath: string, problem: string): number {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such socket; is healthy-dns running?',
    ECONNREFUSED: 'nobody listens there any more; is healthy-dns running?',
    EACCES: 'this user may not use it; try as root',
  };
  printError(`error: cannot reach the daemon at ${socketPath}: ${reasons[problem] ?? problem}`);
  return ExitCode.notRunning;
}
