// What drain, undrain, force, release and the list of overrides ask and answer; docs/control.md describes every field.

import type { Operator, OverrideAction } from '../../health/deciding/overrides.ts';

/** What a client sends; docs/control.md describes it. */
export interface OverrideBody {
  readonly subject: string;
  readonly verdict?: 'up' | 'down';
  readonly forSeconds?: number | undefined;
  readonly mayEmpty?: boolean | undefined;
  /** What the client calls its user. */
  readonly as?: string | undefined;
}

export interface OverrideStatus {
  readonly action: OverrideAction;
  readonly subject: string;
  /** The names that it is about; none when the configuration has nothing of the kind any more. */
  readonly names: readonly string[];
  readonly by: Operator;
  readonly sinceSeconds: number;
  readonly untilSeconds?: number | undefined;
  /** Of a drain: until nobody holds an answer with what was drained; absent while that is not known. */
  readonly clearInMs?: number | undefined;
}

export interface BegunOverride {
  readonly override: OverrideStatus;
  /** Names that have no address left by it. */
  readonly emptied: readonly string[];
  /** Names that are still answered with what was drained, because the drain is not about them. */
  readonly stillAnswered: readonly string[];
  /** False: a restart forgets it. */
  readonly isKept: boolean;
}

export interface EndedOverride {
  /** Absent: there was nothing to end. */
  readonly ended: OverrideStatus | undefined;
  /** What else keeps the same thing as it is: `192.0.2.1` while `192.0.2.1:80` is meant. */
  readonly others: readonly OverrideStatus[];
  /** Of a release: the targets that were held down, and are not any more. */
  readonly released: readonly string[];
  readonly isKept: boolean;
}

export interface OverrideProblem {
  readonly problem: 'unknown' | 'not-checked' | 'would-empty' | 'too-many';
  readonly error: string;
  readonly names: readonly string[];
}
