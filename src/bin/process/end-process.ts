// Ends this process at once. `process.exit` waits for every thread, and one that waits for a disk or a network file system waits for
// as long as that does: the service manager would have to kill us, and call that a failure.

import type { Result } from '../../base/result.ts';
import type { Libc } from '../../linux/libc.ts';

/** Nothing that was not written by now will be. */
export function endProcess(code: number, libc: Result<Libc, string>): void {
  if (libc.ok) libc.value.exit(code);
  // Without koffi there is only what an order to stop does to whoever does not listen; to systemd that is no failure either.
  process.removeAllListeners('SIGTERM');
  process.kill(process.pid, 'SIGTERM');
}
