// One line for each change of a target: what, why, which names it concerns and how many addresses they have left.

import type { Logger } from '../base/logger.ts';
import type { VerdictChange } from '../health/monitor.ts';
import { choosePublished, type Resolution } from '../health/resolution.ts';
import type { Target } from '../health/target.ts';
import { describeOutcome } from './status.ts';

/** A target that a thousand names share must not make a line of a thousand names. */
const namesShownMax = 5;

export function logVerdictChange(
  { target, before, after, outcome }: VerdictChange,
  users: readonly Resolution[],
  isUp: (target: Target) => boolean,
  logger: Logger,
): void {
  const remaining = users.map((user) => ({ name: user.label, left: choosePublished(user, isUp).length }));
  const reason = describeOutcome(outcome);
  // At the start thousands of targets may come up at once, as everybody expects; the line that says how many are up
  // does for them.
  const level = before === 'unknown' && after === 'up' ? 'debug' : 'info';
  logger[level](
    {
      event: after === 'up' ? 'target-up' : 'target-down',
      target: target.key,
      address: target.address.text,
      port: target.port,
      state: after,
      previousState: before,
      reason,
      names: remaining.slice(0, namesShownMax).map(({ name }) => name),
      nameCount: remaining.length,
      remaining: remaining.slice(0, namesShownMax).map(({ left }) => left),
    },
    `${target.key} is ${after} (${reason})${remaining.length === 0 ? '' : `; ${describeUsers(remaining)}`}`,
  );
  if (before === 'unknown' && after === 'up') return;
  for (const { name, left } of remaining.slice(0, namesShownMax)) {
    if (after === 'down' && left === 0) {
      logger.warning(
        { event: 'name-empty', names: [name], target: target.key },
        `${name} has no healthy address left`,
      );
    }
    if (after === 'up' && left === 1) {
      logger.info(
        { event: 'name-restored', names: [name], target: target.key },
        `${name} has a healthy address again`,
      );
    }
  }
}

function describeUsers(remaining: readonly { readonly name: string; readonly left: number }[]): string {
  const shown = remaining
    .slice(0, namesShownMax)
    .map(
      ({ name, left }) =>
        `${name} now has ${left === 0 ? 'no address' : left === 1 ? '1 address' : `${left} addresses`}`,
    );
  const others = remaining.length - shown.length;
  return others > 0 ? `${shown.join(', ')} and ${others} more names` : shown.join(', ');
}
