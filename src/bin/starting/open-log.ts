// Opens the log: in the journal if our output goes there, else on standard output.

import type { Result } from '../../base/result.ts';
import { openJournal } from '../../linux/journal.ts';
import type { Libc } from '../../linux/libc.ts';
import {
  createLogger,
  type HearEntry,
  type LogControl,
  type LogSettings,
} from '../../logging/create-logger.ts';
import { isJournalOutput } from '../../systemd/is-journal-output.ts';

const standardOutput = 1;
/** Lines that nobody reads wait in memory; beyond this they are dropped, as a log must not eat the machine. */
const unreadOctetsMax = 1024 * 1024;

export function openLog(
  settings: LogSettings,
  environment: NodeJS.ProcessEnv,
  libc: Result<Libc, string>,
  hear?: HearEntry,
): LogControl {
  const outputs = {
    hear,
    isTerminal: process.stdout.isTTY === true,
    writeLine(line: string) {
      if (process.stdout.writableLength < unreadOctetsMax) process.stdout.write(line);
    },
  };
  if (!isJournalOutput(standardOutput, environment)) return createLogger(settings, outputs);
  const journal = libc.ok ? openJournal(libc.value) : undefined;
  const writeFields = journal === undefined ? {} : { writeFields: journal.write };
  return createLogger(settings, { ...outputs, journal: writeFields });
}
