// Overrides, as the commands that begin or list them print them.

import type { AwaitedSecondary, BegunOverride, OverrideStatus } from '../../control/protocol/overrides.ts';
import { describeAction, printOperator } from '../../health/deciding/overrides.ts';
import { printAge, printTime } from '../printing/print-time.ts';

const namesShownMax = 10;
const awaitedShownMax = 5;

/** `192.0.2.1 is drained for www, api until 2026-11-21T12:00:00Z` */
export function printBegun({ override }: BegunOverride): string {
  const { action, subject, names, untilSeconds } = override;
  const end = action === 'drain' ? 'undrain' : 'release';
  const until = untilSeconds === undefined ? `until you run ${end}` : `until ${printTime(untilSeconds)}`;
  return `${subject} is ${describeAction(action)} for ${printNames(names)} ${until}\n`;
}

/** Side effects that the operator should know of. */
export function printWarnings({ override, emptied, stillAnswered, isKept }: BegunOverride): string {
  const { subject } = override;
  const warnings: string[] = [];
  if (emptied.length > 0)
    warnings.push(`there is no address left for ${printNames(emptied)}; resolvers are told so`);
  if (stillAnswered.length > 0)
    warnings.push(
      `${printNames(stillAnswered)} ${stillAnswered.length === 1 ? 'is' : 'are'} still answered with what was drained; drain the address alone to drain it everywhere`,
    );
  if (!isKept)
    warnings.push(
      `${subject}: this cannot be saved, and a restart of the daemon forgets it; see --runtime-directory`,
    );
  return warnings.map((warning) => `warning: ${warning}\n`).join('');
}

/** `192.0.2.54:53 (behind for 12 s)` */
export function printAwaited(awaited: readonly AwaitedSecondary[]): string {
  const shown = awaited
    .slice(0, awaitedShownMax)
    .map(({ secondary, sinceSeconds }) => `${secondary} (behind for ${printAge(sinceSeconds)})`);
  const others = awaited.length - shown.length;
  if (awaited.length === 0) return 'name servers that are being looked up';
  return `${shown.join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

export function describeOverride({ action, by, sinceSeconds, untilSeconds }: OverrideStatus): string {
  const until = untilSeconds === undefined ? '' : `, until ${printTime(untilSeconds)}`;
  return `${describeAction(action)} by ${printOperator(by)} ${printAge(sinceSeconds)} ago${until}`;
}

export function printNames(names: readonly string[]): string {
  const shown = names.slice(0, namesShownMax).join(', ');
  const others = names.length - namesShownMax;
  return others > 0 ? `${shown} and ${others} more` : shown || 'no name';
}
