// Whether an output goes to the journal: the service manager says which one is (systemd.exec(5), JOURNAL_STREAM).

import { fstatSync } from 'node:fs';

export function isJournalOutput(fd: number, environment: NodeJS.ProcessEnv): boolean {
  const stream = environment['JOURNAL_STREAM'];
  if (stream === undefined) return false;
  try {
    // As big numbers: an inode does not always fit into a double.
    const { dev, ino } = fstatSync(fd, { bigint: true });
    return stream === `${dev}:${ino}`;
  } catch {
    return false;
  }
}
