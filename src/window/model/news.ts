// What the main thread tells the window, as plain data that crosses threads. Refuses to know where the facts come from and
// what is shown of them.

import type { LogLevel } from '../../base/logger.ts';
import type { Status } from '../../control/protocol/status.ts';
import type { Verdict } from '../../health/step-state.ts';

export type News =
  /** Everything that is configured, at the start and whenever that changed. */
  | { readonly kind: 'shape'; readonly targets: readonly TargetFacts[]; readonly names: readonly NameFacts[] }
  /** Those of which something changed. */
  | {
      readonly kind: 'changes';
      readonly targets: readonly TargetFacts[];
      readonly names: readonly NameFacts[];
    }
  | Tick
  | { readonly kind: 'happening'; readonly happening: Happening };

/** Once a second. */
export interface Tick {
  readonly kind: 'tick';
  readonly atMs: number;
  /** The counters of all threads together: see serving/counters.ts. */
  readonly counters: Float64Array;
  readonly summary: Summary;
}

/** What a status says without looking at each target and each name. */
export type Summary = Omit<Status, 'targets' | 'names' | 'queries'>;

export interface TargetFacts {
  readonly key: string;
  readonly address: string;
  readonly port: number;
  readonly kind: 'tcp' | 'tls' | 'http' | 'https';
  /** By full name. */
  readonly names: readonly string[];
  /** What probes say. */
  readonly state: Verdict;
  readonly sinceSeconds: number | undefined;
  /** Of the last outcome that said something new. */
  readonly reason: string | undefined;
  /** Present while it is held down for flapping. */
  readonly held?: { readonly sinceSeconds: number; readonly untilSeconds: number } | undefined;
  /** `drained`, `forced up` or `forced down`: overrules the state. */
  readonly override?: string | undefined;
}

/** Where the answers come from. */
export type NameRole = 'candidates' | 'backups' | 'policy' | 'nothing';

export interface NameFacts {
  /** In full, with a final dot: no two have the same. */
  readonly name: string;
  /** As the operator wrote it. */
  readonly label: string;
  readonly zone: string;
  /** Whether health has a say in it. */
  readonly isChecked: boolean;
  readonly role: NameRole;
  /** What is answered now. */
  readonly addresses: readonly string[];
  /** Since when the role is what it is, as far as is known. */
  readonly sinceSeconds: number;
  /** Of the candidates, and how many must be. */
  readonly healthy: number;
  readonly healthyMin: number;
  readonly candidates: number;
  readonly backups: number;
  /** By key. */
  readonly targets: readonly string[];
}

/** An entry of the log: what is shown and told is what the log says. */
export interface Happening {
  /** Grows by one with each, within a run. */
  readonly number: number;
  readonly atMs: number;
  readonly level: LogLevel;
  /** Stable: see src/logging/events.ts. */
  readonly event: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}
