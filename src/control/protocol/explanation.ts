// What `POST /v1/explain` asks and answers. Refuses to know how a name is explained.

import {
  boolean,
  list,
  number,
  object,
  optional,
  type Reader,
  text,
  textThat,
  union,
  wholeNumber,
  word,
} from '../../base/value-reader.ts';
import type { Decision } from '../../health/deciding/decide.ts';
import { type Override, parseAddressSubject } from '../../health/deciding/overrides.ts';
import type { AllDownPolicy } from '../../health/deciding/resolution.ts';
import type { Verdict } from '../../health/step-state.ts';
import { readAction, readOperator } from './overrides.ts';
import {
  type HostStatus,
  type NetworkStatus,
  type ProbeStatus,
  probeFields,
  readHost,
  readSuspect,
  readVerdict,
} from './status.ts';

export interface ExplainBody {
  /** Absolute, or relative to the hosted zone. */
  readonly name: string;
  /** Absent: the types that the name is configured with. */
  readonly type?: number | undefined;
  /** Addresses or `address:port` to treat as down. */
  readonly ifDown?: readonly string[] | undefined;
}

/** Records as master files have them. */
export interface PrintedAnswer {
  readonly type: string;
  readonly code: string;
  readonly answer: readonly string[];
  readonly authority: readonly string[];
  readonly additional: readonly string[];
}

export interface Explanation {
  readonly name: string;
  readonly zone: string;
  readonly serial: number;
  /** Present when a CNAME, a DNAME or a delegation leads away from the name: half a sentence that says so. */
  readonly lead?: string | undefined;
  /** Present when the name does not exist; `suggestion` is the closest configured name, if one is close. */
  readonly absent?: { readonly suggestion: string | undefined };
  readonly answers: readonly PrintedAnswer[];
  readonly addresses: readonly ExplainedAddress[];
  readonly decisions: readonly ExplainedDecision[];
  /** Where addresses are looked up; absent if there is no such host. */
  readonly hosts?: readonly HostStatus[];
  /** Present while our own network is suspect and verdicts are frozen. */
  readonly suspect?: NetworkStatus['suspect'];
  /** The answers with those addresses down; absent unless asked for. */
  readonly ifDown?: readonly PrintedAnswer[];
}

export interface ExplainProblem {
  /** `unrelated`: the answer does not depend on an address in `ifDown`. */
  readonly problem: 'no-such-name' | 'unrelated';
  /** A sentence. */
  readonly error: string;
}

export interface ExplainedAddress {
  /** The configured name that has it: for a service its host, for a name that does not exist the wildcard. */
  readonly name: string;
  readonly address: string;
  /** Present when it was looked up. */
  readonly host?: string | undefined;
  readonly tier: 'candidate' | 'backup' | 'fallback';
  readonly isPublished: boolean;
  /**
   * `static`: not checked; `up`, `down`, `unknown`: its check; `drained`, `forced`: by hand; `standby`: its turn has not
   * come; `held`: up, but flapping; `policy`: the name's own rules overrule its check.
   */
  readonly because: 'static' | Verdict | 'drained' | 'forced' | 'standby' | 'held' | 'policy';
  readonly override?: ExplainedOverride | undefined;
  /** Absent for static addresses and for composite checks. */
  readonly probe?: ExplainedProbe | undefined;
  /** Present for composite checks. */
  readonly check?: ExplainedCheck | undefined;
}

export type ExplainedOverride = Pick<Override, 'action' | 'by' | 'sinceSeconds' | 'untilSeconds'>;

/** `verdict` is the effective one, forced ones included. */
export type ExplainedCheck =
  | {
      readonly kind: 'target';
      readonly verdict: Verdict;
      readonly override?: ExplainedOverride | undefined;
      readonly probe?: ExplainedProbe | undefined;
    }
  | {
      readonly kind: 'all' | 'any' | 'not';
      readonly verdict: Verdict;
      readonly parts: readonly ExplainedCheck[];
    };

/** On what grounds the addresses of a name are published. */
export interface ExplainedDecision {
  /** For a host of a service: the name that decides for it. */
  readonly name: string;
  readonly grounds: Decision['grounds'];
  /** Without drained ones. */
  readonly healthy: number;
  readonly healthyMin: number;
  readonly candidates: number;
  readonly backups: number;
  readonly whenAllDown: AllDownPolicy['kind'];
}

export interface ExplainedProbe extends ProbeStatus {
  /** How many contrary outcomes in a row would flip the state. */
  readonly outcomesToFlip: number;
}

/** A name has at most 255 octets, each of which may be written as four characters. */
const nameLengthMax = 1020;
/** As many as a name has addresses. */
const ifDownMax = 2000;

export const readExplainBody = object<ExplainBody>({
  name: textThat(({ length }) => length <= nameLengthMax, `a string of at most ${nameLengthMax} characters`),
  type: optional(wholeNumber(1, 0xffff)),
  ifDown: optional(
    list(
      textThat((given) => parseAddressSubject(given) !== undefined, 'an address or address:port'),
      ifDownMax,
    ),
  ),
});

const readAnswer = object<PrintedAnswer>({
  type: text,
  code: text,
  answer: list(text),
  authority: list(text),
  additional: list(text),
});

const readOverride = object<ExplainedOverride>({
  action: readAction,
  by: readOperator,
  sinceSeconds: number,
  untilSeconds: optional(number),
});

const readProbe = object<ExplainedProbe>({ ...probeFields, outcomesToFlip: number });

type TargetCheck = Extract<ExplainedCheck, { readonly kind: 'target' }>;
type CompositeCheck = Exclude<ExplainedCheck, TargetCheck>;

const readTargetCheck = object<TargetCheck>({
  kind: word(['target']),
  verdict: readVerdict,
  override: optional(readOverride),
  probe: optional(readProbe),
});

const readCompositeCheck: Reader<CompositeCheck> = object<CompositeCheck>({
  kind: word(['all', 'any', 'not']),
  verdict: readVerdict,
  parts: list((part) => readCheck(part)),
});

const readCheck = union<ExplainedCheck>('kind', {
  target: readTargetCheck,
  all: readCompositeCheck,
  any: readCompositeCheck,
  not: readCompositeCheck,
});

const readAddress = object<ExplainedAddress>({
  name: text,
  address: text,
  host: optional(text),
  tier: word(['candidate', 'backup', 'fallback']),
  isPublished: boolean,
  because: word(['static', 'up', 'down', 'unknown', 'drained', 'forced', 'standby', 'held', 'policy']),
  override: optional(readOverride),
  probe: optional(readProbe),
  check: optional(readCheck),
});

const policies = ['empty', 'all', 'last', 'addresses'] as const satisfies readonly AllDownPolicy['kind'][];

const readDecision = object<ExplainedDecision>({
  name: text,
  grounds: word(['candidates', 'backups', ...policies]),
  healthy: number,
  healthyMin: number,
  candidates: number,
  backups: number,
  whenAllDown: word(policies),
});

export const readExplanation = object<Explanation>({
  name: text,
  zone: text,
  serial: number,
  lead: optional(text),
  absent: optional(object<NonNullable<Explanation['absent']>>({ suggestion: optional(text) })),
  answers: list(readAnswer),
  addresses: list(readAddress),
  decisions: list(readDecision),
  hosts: optional(list(readHost)),
  suspect: optional(readSuspect),
  ifDown: optional(list(readAnswer)),
});

export const readExplainProblem = object<ExplainProblem>({
  problem: word(['no-such-name', 'unrelated']),
  error: text,
});
