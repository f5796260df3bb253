// What is wrong or odd about a configuration -> an entry of the log for each.

import type { Logger } from '../base/logger.ts';
import type { Finding } from '../config/finding.ts';

export function logFindings(findings: readonly Finding[], logger: Logger): void {
  for (const { severity, path, message } of findings) {
    const level = severity === 'error' ? 'error' : 'warning';
    logger[level]({ event: `configuration-${severity}`, path }, `${path}: ${message}`);
  }
}
