// What the log says of secondaries: one warning when one has stayed behind for long, however many of its zones are, and one
// entry when it has caught up. Refuses to know why it is behind.

import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { repeatEvery } from '../../base/repeat-every.ts';
import { printName } from '../../wire/name.ts';
import type { FollowedZone } from './followed-zone.ts';
import type { Secondary } from './secondary.ts';

/** A restart or a slow transfer of a large zone is no news. */
export const longLagMs = 60_000;
const checkEveryMs = 10_000;
/** As long as it lasts, a warning comes again after this, then after ten times as much, at last every day. */
const remindMs = 600_000;
const remindMsMax = 86_400_000;
/** Enough to know where to look. */
const zonesShownMax = 5;

interface Warned {
  readonly sinceMs: number;
  remindAtMs: number;
  pauseMs: number;
}

export interface LagLogDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly secondaries: () => Iterable<Secondary>;
  /** One more is behind for long, or one fewer. */
  readonly onChange: () => void;
}

export class LagLog {
  readonly #with: LagLogDependencies;
  readonly #warned = new Map<Secondary, Warned>();
  #callOff: (() => void) | undefined;

  constructor(dependencies: LagLogDependencies) {
    this.#with = dependencies;
  }

  start(): void {
    this.#callOff = repeatEvery(this.#with.clock, checkEveryMs, () => this.#check());
  }

  stop(): void {
    this.#callOff?.();
  }

  #check(): void {
    const nowMs = this.#with.clock.monotonicMs();
    const all = new Set(this.#with.secondaries());
    for (const secondary of this.#warned.keys()) if (!all.has(secondary)) this.#warned.delete(secondary);
    for (const secondary of all) this.#checkOne(secondary, nowMs);
  }

  #checkOne(secondary: Secondary, nowMs: number): void {
    const behind = [...secondary.zones.values()].filter(
      ({ lackingSinceMs }) => lackingSinceMs !== undefined && nowMs - lackingSinceMs >= longLagMs,
    );
    const warned = this.#warned.get(secondary);
    if (behind.length === 0) {
      if (warned === undefined) return;
      this.#warned.delete(secondary);
      this.#logBack(secondary, nowMs - warned.sinceMs);
      this.#with.onChange();
      return;
    }
    if (warned !== undefined && nowMs < warned.remindAtMs) return;
    const sinceMs = Math.min(...behind.map(({ lackingSinceMs = nowMs }) => lackingSinceMs));
    const pauseMs = warned === undefined ? remindMs : Math.min(remindMsMax, warned.pauseMs * 10);
    this.#warned.set(secondary, {
      sinceMs: warned?.sinceMs ?? sinceMs,
      remindAtMs: nowMs + pauseMs,
      pauseMs,
    });
    this.#logBehind(secondary, behind, nowMs - sinceMs);
    this.#with.onChange();
  }

  #logBehind({ label, zones }: Secondary, behind: readonly FollowedZone[], forMs: number): void {
    const names = behind.slice(0, zonesShownMax).map(({ apex }) => printName(apex));
    const others = behind.length - names.length;
    const seconds = Math.round(forMs / 1000);
    const what = behind.length === 1 ? '1 zone' : `${behind.length} zones`;
    this.#with.logger.warning(
      { event: 'secondary-behind', secondary: label, zones: names, zoneCount: behind.length, seconds },
      `${label} has been behind in ${what} of ${zones.size} for ${seconds} s (${names.join(', ')}${others > 0 ? ` and ${others} more` : ''}): ${describeReason(behind)}`,
    );
  }

  #logBack({ label }: Secondary, forMs: number): void {
    const seconds = Math.round(forMs / 1000);
    this.#with.logger.info(
      { event: 'secondary-back', secondary: label, seconds },
      `${label} has all of its zones again, after ${seconds} s`,
    );
  }
}

/** What would have to be looked into first. */
function describeReason(behind: readonly FollowedZone[]): string {
  // One that is silent is not told of all of them.
  const shown = behind.find(({ lastNotify }) => lastNotify !== undefined);
  if (shown === undefined) return 'it has not been told yet';
  const { lastNotify, held, refusal, isAhead } = shown;
  if (isAhead) return `it has serial ${held?.serial}, which counts as newer than ours`;
  if (lastNotify?.reply === undefined) return 'it does not answer NOTIFY';
  if (lastNotify.reply !== 'NOERROR') return `it answers NOTIFY with ${lastNotify.reply}`;
  if (held === undefined && refusal !== undefined)
    return `it was told, fetched nothing, and says nothing of its serial (${refusal})`;
  return `it was told, and still has ${held === undefined ? 'no serial' : `serial ${held.serial}`}`;
}
