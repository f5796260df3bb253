// What the main thread tells the window, as plain data that crosses threads. Refuses to know where the facts come from and how they
// are shown.

import type { LogLevel } from '../../base/logger.ts';
import type { NameState, TargetState } from '../../control/protocol/facts.ts';
import type { Status } from '../../control/protocol/status.ts';
import type { LedgerPlace } from '../../health/watching/probe-ledger.ts';

export type { NameRole } from '../../health/deciding/decide.ts';

export type News =
  /** Everything that is configured: at the start, and whenever much of it changed. */
  | {
      readonly kind: 'shape';
      readonly targets: readonly TargetNews[];
      readonly names: readonly NameFacts[];
      /** Where probes are counted: see health/watching/probe-ledger.ts. */
      readonly ledger?: SharedArrayBuffer | undefined;
    }
  /** The same in pieces; nothing changes until the last one has arrived. */
  | {
      readonly kind: 'shape-piece';
      readonly isFirst: boolean;
      readonly isLast: boolean;
      readonly targets: readonly TargetNews[];
      readonly names: readonly NameFacts[];
      readonly ledger?: SharedArrayBuffer | undefined;
    }
  /** What changed, what is new, and what is gone. */
  | {
      readonly kind: 'changes';
      readonly targets: readonly TargetNews[];
      readonly names: readonly NameFacts[];
      readonly gone?: Gone | undefined;
      /** Absent: the same as before. */
      readonly ledger?: SharedArrayBuffer | undefined;
    }
  /** Between ticks, for what should be known at once. */
  | { readonly kind: 'summary'; readonly summary: SummaryChanges }
  | TickNews
  | { readonly kind: 'happening'; readonly happening: Happening }
  /** Several, oldest first. */
  | { readonly kind: 'happenings'; readonly happenings: readonly Happening[] };

export interface Gone {
  /** By key. */
  readonly targets: readonly string[];
  /** By full name. */
  readonly names: readonly string[];
}

/** A tick whose summary has only what changed since the last one. */
export type TickNews = Omit<Tick, 'summary'> & { readonly summary: SummaryChanges };

/** Once a second. */
export interface Tick {
  readonly kind: 'tick';
  readonly atMs: number;
  /** The counters of all threads together: see serving/counters.ts. */
  readonly counters: Float64Array;
  readonly summary: Summary;
  /** Absent where nothing was measured. */
  readonly vitals?: Vitals | undefined;
}

/** The part of the status that takes no look at each target and name. */
export type Summary = Omit<Status, 'targets' | 'names' | 'queries' | 'window'> & {
  /** Services (SRV) none of whose hosts has an address; absent: none. */
  readonly emptyServices?: readonly string[] | undefined;
};

/** A key that is present has this value now; undefined removes it. */
export type SummaryChanges = { readonly [Key in keyof Summary]?: Summary[Key] | undefined };

/** How the process itself is doing. */
export interface Vitals {
  readonly memory: {
    readonly residentOctets: number;
    readonly heapOctets: number;
    readonly heapLimitOctets: number;
    readonly sharedOctets: number;
  };
  /** How late timers of the main thread fired since the last tick; `delays`: all since the start. */
  readonly eventLoop: {
    readonly meanDelayMs: number;
    readonly maxDelayMs: number;
    readonly delays: Durations;
  };
  /** Of our own threads: the share of a processor that each had since the last tick, and all it had since the start. */
  readonly threads: readonly {
    readonly name: string;
    readonly utilization: number;
    readonly cpuSeconds: number;
  }[];
  /** Of all others since the start. */
  readonly otherCpuSeconds: number;
  /** How late probes started. */
  readonly lateness: Durations;
}

/** By the buckets of health/watching/histogram.ts. */
export interface Durations {
  readonly counts: readonly number[];
  readonly sumMs: number;
}

export interface TargetFacts extends TargetState {
  /** Where the probe ledger has its numbers. */
  readonly place?: LedgerPlace | undefined;
}

/** Without `names`: those of the names that list it. */
export type TargetNews = Omit<TargetFacts, 'names'> & Partial<Pick<TargetFacts, 'names'>>;

export type NameFacts = NameState;

/** An entry of the log, so that what is shown and told is what the log says. */
export interface Happening {
  /** Grows by one with each, and from run to run. */
  readonly number: number;
  readonly atMs: number;
  readonly level: LogLevel;
  /** Stable: see src/logging/events.ts. */
  readonly event: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}
