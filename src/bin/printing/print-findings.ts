// Findings -> standard error, all of them, errors last so that they are what a terminal shows.

import { type Finding, printFinding } from '../../config/finding.ts';
import { printError } from './print-error.ts';

export function printFindings(findings: readonly Finding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  for (const finding of [...warnings, ...errors]) printError(printFinding(finding), finding.severity);
}
