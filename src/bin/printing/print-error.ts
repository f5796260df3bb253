// Lines on standard error; where the journal reads it, with the severity that they have there (sd-daemon(3)).

import { type Finding, printWholeFinding } from '../../config/findings/finding.ts';
import { isJournalOutput } from '../../systemd/is-journal-output.ts';

const standardError = 2;
const prefixes = { error: '<3>', warning: '<4>' } as const;

export function printError(line: string, severity: keyof typeof prefixes = 'error'): void {
  process.stderr.write(`${isErrorInJournal() ? prefixes[severity] : ''}${line}\n`);
}

/** Errors last: they are what a terminal still shows. */
export function printFindings(findings: readonly Finding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  for (const finding of [...warnings, ...errors])
    for (const line of printWholeFinding(finding)) printError(line, finding.severity);
}

export function isErrorInJournal(): boolean {
  return isJournalOutput(standardError, process.env);
}
