// Log entries about overrides: begun, ended or expired, and which names they leave without address; and about holds that
// were ended by hand.

import type { Logger } from '../base/logger.ts';
import {
  describeAction,
  type Operator,
  type Override,
  printOperator,
  printSubject,
} from '../health/deciding/overrides.ts';
import type { Target } from '../health/target.ts';

/** A line about a thousand names helps nobody. */
export const namesShownMax = 5;

export interface OverrideBeginning {
  readonly override: Override;
  /** The names it affects. */
  readonly names: readonly string[];
  /** Those it leaves without address. */
  readonly emptied: readonly string[];
}

export function logBegun({ override, names, emptied }: OverrideBeginning, logger: Logger): void {
  const { action, subject, by, untilSeconds } = override;
  const until = untilSeconds === undefined ? '' : ` until ${new Date(untilSeconds * 1000).toISOString()}`;
  logger.warning(
    { event: 'override-begun', ...fieldsOf(override), names: names.slice(0, namesShownMax) },
    `${printSubject(subject)} is ${describeAction(action)} by ${printOperator(by)}${until}`,
  );
  for (const name of emptied.slice(0, namesShownMax)) {
    logger.warning(
      { event: 'name-empty', names: [name] },
      `${name} has no address left: ${printSubject(subject)} is ${describeAction(action)}`,
    );
  }
}

export function logEnded(override: Override, by: Operator, logger: Logger): void {
  logger.warning(
    { event: 'override-ended', ...fieldsOf(override), by: printOperator(by) },
    `${describeEnd(override)}: ended by ${printOperator(by)}`,
  );
}

export function logExpired(override: Override, logger: Logger): void {
  logger.warning({ event: 'override-expired', ...fieldsOf(override) }, `${describeEnd(override)}: expired`);
}

export function logHoldEnded({ key }: Target, by: Operator, logger: Logger): void {
  logger.warning(
    { event: 'hold-ended', target: key, by: printOperator(by) },
    `${key} is no longer held down: ended by ${printOperator(by)}`,
  );
}

function describeEnd({ action, subject }: Override): string {
  return `${printSubject(subject)} is no longer ${describeAction(action)}`;
}

function fieldsOf({ action, subject, by }: Override) {
  return { action, target: printSubject(subject), by: printOperator(by) };
}
