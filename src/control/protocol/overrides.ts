// What `/v1/overrides`, drain, undrain, force and release ask and answer. Refuses to know what an override does.

import {
  boolean,
  list,
  number,
  object,
  optional,
  text,
  textThat,
  wholeNumber,
  word,
} from '../../base/value-reader.ts';
import { type Operator, type OverrideAction, overrideActions } from '../../health/deciding/overrides.ts';

export interface EndBody {
  /** An address, `address:port` or a name. */
  readonly subject: string;
  /** What the client calls its user. */
  readonly as?: string | undefined;
}

export interface DrainBody extends EndBody {
  readonly forSeconds?: number | undefined;
  /** Even if a name is left without address. */
  readonly mayEmpty?: boolean | undefined;
}

export interface ForceBody extends DrainBody {
  readonly verdict: 'up' | 'down';
}

export interface OverrideStatus {
  readonly action: OverrideAction;
  readonly subject: string;
  /** Names it applies to; none when the configuration no longer has the subject. */
  readonly names: readonly string[];
  readonly by: Operator;
  readonly sinceSeconds: number;
  readonly untilSeconds?: number | undefined;
  /** Of a drain: how long caches may still hold answers with it; absent until that is known. */
  readonly clearInMs?: number | undefined;
  /** Present while secondaries lack the change, which must reach them before anything can be known. */
  readonly waitsFor?: readonly AwaitedSecondary[] | undefined;
}

/** A server that follows our zones and may still answer with what was drained. */
export interface AwaitedSecondary {
  readonly secondary: string;
  /** How many of the zones concerned it has not fetched. */
  readonly zones: number;
  /** Since when it has been behind. */
  readonly sinceSeconds: number;
}

export interface BegunOverride {
  readonly override: OverrideStatus;
  /** Names it leaves without address. */
  readonly emptied: readonly string[];
  /** Names still answered with what was drained, because the drain does not cover them. */
  readonly stillAnswered: readonly string[];
  /** False if a restart forgets it. */
  readonly isKept: boolean;
}

export interface EndedOverride {
  /** Absent if there was nothing to end. */
  readonly ended: OverrideStatus | undefined;
  /** Other overrides still in effect for the same addresses: `192.0.2.1` when `192.0.2.1:80` was ended. */
  readonly others: readonly OverrideStatus[];
  /** Of a release: targets no longer held down. */
  readonly released: readonly string[];
  readonly isKept: boolean;
}

export interface OverrideProblem {
  readonly problem: 'unknown' | 'not-checked' | 'would-empty' | 'too-many';
  readonly error: string;
  readonly names: readonly string[];
}

export interface OverrideList {
  readonly overrides: readonly OverrideStatus[];
}

/** A name has at most 255 octets, and an address in brackets with its port is shorter. */
const subjectLengthMax = 300;
/** Ten years; anything longer belongs into the configuration. */
export const forSecondsMax = 10 * 365 * 86_400;

/** What useradd(8) accepts and directories hold: nothing that could forge a line of a log. */
export function isOperatorName(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_][A-Za-z0-9_.@\\+-]{0,63}$/.test(value);
}

const endFields = {
  subject: textThat(
    ({ length }) => length <= subjectLengthMax,
    `a string of at most ${subjectLengthMax} characters`,
  ),
  as: optional(textThat(isOperatorName, 'a user name')),
};

const drainFields = {
  ...endFields,
  forSeconds: optional(wholeNumber(1, forSecondsMax)),
  mayEmpty: optional(boolean),
};

// A misspelt `forSeconds` would drain for ever, hence `refused`.
export const readEndBody = object<EndBody>(endFields, 'refused');
export const readDrainBody = object<DrainBody>(drainFields, 'refused');
export const readForceBody = object<ForceBody>({ ...drainFields, verdict: word(['up', 'down']) }, 'refused');

export const readOperator = object<Operator>({ uid: optional(number), name: optional(text) });
export const readAction = word<OverrideAction>(overrideActions);

export const readOverrideStatus = object<OverrideStatus>({
  action: readAction,
  subject: text,
  names: list(text),
  by: readOperator,
  sinceSeconds: number,
  untilSeconds: optional(number),
  clearInMs: optional(number),
  waitsFor: optional(
    list(object<AwaitedSecondary>({ secondary: text, zones: number, sinceSeconds: number })),
  ),
});

export const readOverrideList = object<OverrideList>({ overrides: list(readOverrideStatus) });

export const readBegunOverride = object<BegunOverride>({
  override: readOverrideStatus,
  emptied: list(text),
  stillAnswered: list(text),
  isKept: boolean,
});

export const readEndedOverride = object<EndedOverride>({
  ended: optional(readOverrideStatus),
  others: list(readOverrideStatus),
  released: list(text),
  isKept: boolean,
});

export const readOverrideProblem = object<OverrideProblem>({
  problem: word(['unknown', 'not-checked', 'would-empty', 'too-many']),
  error: text,
  names: list(text),
});
