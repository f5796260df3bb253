// What is wrong or odd about a configuration, and where. Refuses to know how values are read.

import type { Logger } from '../../base/logger.ts';

export interface Finding {
  /** An error keeps the configuration from being used; a warning is logged. */
  readonly severity: 'error' | 'warning';
  /** Where: `zone-resolutions.api.ips[1]`, `port`, `--zone-resolution`. */
  readonly path: string;
  /** What is wrong and the way out: a sentence without its subject, which is the path, and without its full stop. */
  readonly message: string;
  /** Where in the text it stands, if somebody wrote one. */
  readonly place?: Place;
}

/** A position in something that an operator wrote. */
export interface Place {
  /** A file, a flag or a variable. */
  readonly source: string;
  /** From 1. */
  readonly line: number;
  /** In characters, from 1. */
  readonly column: number;
  /** The line itself, shortened around the column. */
  readonly excerpt: string;
}

/** Of each severity. Nobody reads more at once, and each finding is printed, logged and sent to whoever asked. */
export const findingsMax = 100;

/** Collects findings while configuration is read, so that all are reported and not just the first. */
export class Findings {
  readonly #kept: Finding[] = [];
  /** Those of `#kept` that are left out while there are errors. */
  readonly #comparisons = new Set<Finding>();
  #comparisonCount = 0;
  #errors = 0;
  #warnings = 0;

  error(path: string, message: string, place?: Place): void {
    if (++this.#errors <= findingsMax) this.#kept.push(findingOf('error', path, message, place));
  }

  warn(path: string, message: string, place?: Place): void {
    if (++this.#warnings <= findingsMax) this.#kept.push(findingOf('warning', path, message, place));
  }

  /** For a value that is odd compared with another one: left out while there are errors, which may be the cause. */
  warnIfSound(path: string, message: string, place?: Place): void {
    if (++this.#comparisonCount > findingsMax) return;
    const finding = findingOf('warning', path, message, place);
    this.#comparisons.add(finding);
    this.#kept.push(finding);
  }

  /** The first so many, and how many more there are. */
  get all(): readonly Finding[] {
    const isSound = !this.hasErrors;
    return [
      ...(isSound ? this.#kept : this.#kept.filter((finding) => !this.#comparisons.has(finding))),
      ...explainMore('error', beyond(this.#errors)),
      ...explainMore('warning', beyond(this.#warnings) + (isSound ? beyond(this.#comparisonCount) : 0)),
    ];
  }

  /** With the findings that are not kept. */
  get count(): number {
    return this.#errors + this.#warnings + this.#comparisonCount;
  }

  get errorCount(): number {
    return this.#errors;
  }

  get hasErrors(): boolean {
    return this.#errors > 0;
  }
}

function findingOf(severity: Finding['severity'], path: string, message: string, place?: Place): Finding {
  return { severity, path, message, ...(place === undefined ? {} : { place }) };
}

function beyond(count: number): number {
  return Math.max(0, count - findingsMax);
}

function explainMore(severity: Finding['severity'], more: number): Finding[] {
  if (more === 0) return [];
  const noun = more === 1 ? `1 more ${severity}` : `${more} more ${severity}s`;
  return [{ severity, path: 'configuration', message: `has ${noun}; fix those above first` }];
}

export function printFinding({ severity, path, message }: Finding): string {
  return `${severity}: ${path}: ${message}`;
}

export function logFindings(findings: readonly Finding[], logger: Logger): void {
  for (const { severity, path, message } of findings)
    logger[severity]({ event: `configuration-${severity}`, path }, `${path}: ${message}`);
}
