// One line for each verdict that changes: why, which names it concerns and how they are answered now. One more for each name
// whose answers now come from elsewhere: its addresses, its backups, or its policy for when all are down.

import type { Logger, LogLevel } from '../../base/logger.ts';
import type { VerdictOf } from '../deciding/check.ts';
import { type Decision, isAllDown, roleOf } from '../deciding/decide.ts';
import { type Resolution, targetsOf } from '../deciding/resolution.ts';
import { describeOutcome } from '../outcome.ts';
import type { VerdictChange } from './monitor.ts';

/** What the changed verdict is part of. */
export interface ChangeSurroundings {
  readonly users: readonly Resolution[];
  readonly verdictOf: VerdictOf;
  readonly decide: (user: Resolution, verdictOf: VerdictOf) => Decision;
}

interface UserChange {
  readonly user: Resolution;
  readonly previous: Decision;
  readonly current: Decision;
}

/** A target that a thousand names share must not make a line of a thousand names. */
const namesShownMax = 5;

export function logVerdictChange(change: VerdictChange, around: ChangeSurroundings, logger: Logger): void {
  const { target, before, after, outcome, isTakenBack = false } = change;
  const changes = around.users.slice(0, namesShownMax).map((user) => describeUser(user, change, around));
  const reason = isTakenBack ? 'it was our own network that failed' : describeOutcome(outcome);
  logger[levelOf(change, changes)](
    {
      event: after === 'up' ? 'target-up' : 'target-down',
      target: target.key,
      address: target.address.text,
      port: target.port,
      state: after,
      previousState: before,
      reason,
      names: changes.map(({ user }) => user.label),
      nameCount: around.users.length,
      remaining: changes.map(({ current }) => current.addresses.length),
    },
    `${target.key} is ${after} (${reason})${printChanges(changes, around.users.length)}`,
  );
  for (const userChange of changes) {
    const { user, previous, current } = userChange;
    const isNew = before === 'unknown' ? isSettled(user) : roleOf(previous) !== roleOf(current);
    if (isNew) logRole(userChange, change, logger);
  }

  /** At the start a name is judged together with the last of its targets: until then, one may still turn out to be up. */
  function isSettled(user: Resolution): boolean {
    return targetsOf(user).every((one) => around.verdictOf(one) !== 'unknown');
  }
}

function levelOf({ before, after }: VerdictChange, changes: readonly UserChange[]): LogLevel {
  // At the start thousands of targets may come up at once, as expected; one line with their count is enough.
  if (before === 'unknown' && after === 'up') return 'debug';
  return after === 'down' && changes.some(losesMost) ? 'warning' : 'info';
}

/** More than half of the addresses are gone: those that are left have to carry more than twice the load. */
function losesMost({ previous, current }: UserChange): boolean {
  const left = new Set(current.addresses.map(({ text }) => text));
  const lost = previous.addresses.filter(({ text }) => !left.has(text));
  return lost.length * 2 > previous.addresses.length;
}

function describeUser(
  user: Resolution,
  { target, before }: VerdictChange,
  { decide, verdictOf }: ChangeSurroundings,
): UserChange {
  const verdictBefore: VerdictOf = (one) => (one.key === target.key ? before : verdictOf(one));
  return { user, previous: decide(user, verdictBefore), current: decide(user, verdictOf) };
}

function logRole(
  { user, previous, current }: UserChange,
  { target, before }: VerdictChange,
  logger: Logger,
): void {
  const name = user.label;
  const fields = { names: [name], target: target.key };
  switch (roleOf(current)) {
    case 'candidates':
      if (before !== 'unknown' && roleOf(previous) !== 'candidates') {
        const what = user.healthyMin === undefined ? 'a healthy address' : 'enough healthy addresses';
        logger.info({ event: 'name-restored', ...fields }, `${name} has ${what} again`);
      }
      return;
    case 'backups':
      logger.warning(
        { event: 'name-on-backup', ...fields },
        `${printLack(user, current)}; it is answered with ${count(current)} of its backups`,
      );
      return;
    case 'policy':
      logger.warning(
        { event: 'name-on-policy', ...fields, policy: current.grounds },
        `${printLack(user, current)}; it is answered with ${printPolicy(current)}`,
      );
      return;
    case 'nothing':
      logger.warning({ event: 'name-empty', ...fields }, printLack(user, current));
  }
}

function printLack({ label, healthyMin = 1 }: Resolution, { healthyCount }: Decision): string {
  if (healthyCount === 0) return `${label} has no healthy address left`;
  return `${label} has ${healthyCount} of the ${healthyMin} healthy addresses it needs`;
}

function printPolicy(decision: Decision): string {
  switch (decision.grounds) {
    case 'last':
      return `${count(decision)} that were last healthy`;
    case 'addresses':
      return `its fallback (${count(decision)})`;
    default:
      return `all ${decision.addresses.length} of its addresses`;
  }
}

function count({ addresses }: Decision): string {
  return addresses.length === 1 ? '1 address' : `${addresses.length} addresses`;
}

function printChanges(changes: readonly UserChange[], userCount: number): string {
  if (changes.length === 0) return '';
  const shown = changes.map(({ user, current }) => `${user.label} ${printAnswer(current)}`).join(', ');
  const others = userCount - changes.length;
  return `; ${others > 0 ? `${shown} and ${others} more names` : shown}`;
}

function printAnswer(decision: Decision): string {
  if (decision.addresses.length === 0) return 'now has no address';
  if (decision.grounds === 'backups') return `is on its backups with ${count(decision)}`;
  return isAllDown(decision)
    ? `is all down and answered with ${count(decision)}`
    : `now has ${count(decision)}`;
}
