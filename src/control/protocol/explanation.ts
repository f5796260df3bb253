// What `POST /v1/explain` answers; docs/control.md describes every field. Refuses to know how a name is explained.

import type { Decision } from '../../health/deciding/decide.ts';
import type { Override } from '../../health/deciding/overrides.ts';
import type { AllDownPolicy } from '../../health/deciding/resolution.ts';
import type { Verdict } from '../../health/step-state.ts';
import type { NetworkStatus, ProbeStatus } from './status.ts';

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
  /** Present when there is no such name; `suggestion` is the configured one that it is closest to, if one is close. */
  readonly absent?: { readonly suggestion: string | undefined };
  readonly answers: readonly PrintedAnswer[];
  readonly addresses: readonly ExplainedAddress[];
  readonly decisions: readonly ExplainedDecision[];
  /** Present while verdicts stay as they are because our own network is suspect. */
  readonly suspect?: NetworkStatus['suspect'];
  /** What would be answered; absent when nobody asked for that. */
  readonly ifDown?: readonly PrintedAnswer[];
}

export interface ExplainProblem {
  /** `unrelated`: the answer does not depend on what was to be taken for down. */
  readonly problem: 'no-such-name' | 'unrelated';
  /** A sentence. */
  readonly error: string;
}

export interface ExplainedAddress {
  /** The configured name that has it: of a service that of its host, of an absent name that of the wildcard. */
  readonly name: string;
  readonly address: string;
  /** What it is for. */
  readonly tier: 'candidate' | 'backup' | 'fallback';
  readonly isPublished: boolean;
  /**
   * `static`: not checked; `up`, `down`, `unknown`: what its check says; `drained`, `forced`: by hand; `standby`: its turn
   * has not come; `held`: up, but too often down; `policy`: the name's own rules decide otherwise than its check.
   */
  readonly because: 'static' | Verdict | 'drained' | 'forced' | 'standby' | 'held' | 'policy';
  readonly override?: ExplainedOverride | undefined;
  /** Absent of static addresses, and where the check is put together of several. */
  readonly probe?: ExplainedProbe | undefined;
  /** Present where the check is put together of several. */
  readonly check?: ExplainedCheck | undefined;
}

export type ExplainedOverride = Pick<Override, 'action' | 'by' | 'sinceSeconds' | 'untilSeconds'>;

/** `verdict` is what counts, forced ones included. */
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

/** How it was decided which addresses of a name are published. */
export interface ExplainedDecision {
  /** Of a host of a service: the name that decides for it. */
  readonly name: string;
  readonly grounds: Decision['grounds'];
  /** Drained ones are not counted. */
  readonly healthy: number;
  readonly healthyMin: number;
  readonly candidates: number;
  readonly backups: number;
  readonly whenAllDown: AllDownPolicy['kind'];
}

export interface ExplainedProbe extends ProbeStatus {
  /** So many outcomes in a row, starting with the next, that speak against the state end it. */
  readonly outcomesToFlip: number;
}
