// Whether a file descriptor is connected to the journal, as the service manager says (systemd.exec(5), JOURNAL_STREAM).

import { fstatSync } from 'node:fs';

export function isJournalOutput(fd: number, environment: NodeJS.ProcessEnv): boolean {
  const stream = environment['JOURNAL_STREAM'];
  if (stream === undefined) return false;
  try {
    // As bigints: an inode number may not fit into a double.
    const { dev, ino } = fstatSync(fd, { bigint: true });
    return stream === `${dev}:${ino}`;
  } catch {
    return false;
  }
}
