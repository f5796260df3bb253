// A line on standard error; where the journal reads it, with the severity that it has there (sd-daemon(3)).

import { isJournalOutput } from '../../systemd/is-journal-output.ts';

const standardError = 2;
const prefixes = { error: '<3>', warning: '<4>' } as const;

export function printError(line: string, severity: keyof typeof prefixes = 'error'): void {
  process.stderr.write(`${isErrorInJournal() ? prefixes[severity] : ''}${line}\n`);
}

export function isErrorInJournal(): boolean {
  return isJournalOutput(standardError, process.env);
}
