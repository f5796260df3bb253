// What `GET /v1/status` answers; docs/control.md describes every field. Refuses to know how a status is made.

import type { Finding } from '../../config/finding.ts';
import type { Verdict } from '../../health/step-state.ts';
import type { OverrideStatus } from './overrides.ts';

export interface Status {
  readonly version: string;
  readonly pid: number;
  readonly startedSeconds: number;
  /** Present while the last good configuration is served, because the one that should be has errors. */
  readonly lastGood?: LastGoodStatus;
  readonly zones: readonly string[];
  readonly serial: number | undefined;
  readonly endpoints: readonly string[];
  readonly udp: { readonly engine: 'batch' | 'dgram'; readonly workers: number };
  readonly targets: {
    readonly total: number;
    /** How many count as up: a forced verdict takes the place of what probes say. */
    readonly up: number;
    /** How many have a forced verdict. */
    readonly forcedUp: number;
    readonly forcedDown: number;
    readonly list: readonly TargetStatus[];
  };
  readonly names: {
    readonly total: number;
    /** Names that are checked and have no address now. */
    readonly empty: readonly string[];
    /** Names whose addresses are all down, and that have addresses all the same, as they are told to. */
    readonly onPolicy: readonly string[];
    /** Names that are answered with their backups. */
    readonly onBackup: readonly string[];
    /** Services (SRV) of which no host has an address now. */
    readonly emptyServices: readonly string[];
  };
  readonly network: NetworkStatus;
  /** What operators drained or forced. */
  readonly overrides: readonly OverrideStatus[];
  readonly queries: {
    readonly udp: number;
    readonly tcp: number;
    readonly dropped: number;
    readonly truncated: number;
  };
  /** Present while fewer files may be open than this configuration wants. */
  readonly descriptors?: DescriptorStatus;
}

export interface DescriptorStatus {
  readonly limit: number;
  readonly wanted: number;
  /** So many targets are probed at a time. */
  readonly probesMax: number;
  readonly tcpConnectionsMax: number;
  readonly message: string;
}

export interface LastGoodStatus {
  readonly keptAtSeconds: number;
  readonly errorCount: number;
  /** What is wrong with the configuration that should be served; the first ones of very many. */
  readonly findings: readonly Finding[];
}

/** What is thought of our own network. */
export interface NetworkStatus {
  /** Present while it is not trusted, and verdicts stay as they are. */
  readonly suspect?: typeof suspectNetwork;
  /** In Unix seconds; present with `suspect`. */
  readonly sinceSeconds?: number;
  readonly anchors: readonly AnchorStatus[];
}

export interface AnchorStatus {
  readonly anchor: string;
  /** Absent until it was asked for the first time. */
  readonly isUp?: boolean;
  readonly reason?: string;
}

export const suspectNetwork = 'own network';

/** What probes found out about a target. */
export interface ProbeStatus {
  readonly target: string;
  readonly state: Verdict;
  readonly sinceSeconds: number | undefined;
  /** What the last probe found. */
  readonly reason: string | undefined;
  /** Absent while a probe is under way. */
  readonly nextProbeInMs: number | undefined;
  /** Present while it is held down for going up and down too often, and counts as down while others are steady. */
  readonly held?: HoldStatus | undefined;
}

export interface TargetStatus extends ProbeStatus {
  readonly names: readonly string[];
  /** `drained`, `forced up`, `forced down`: what counts instead of the state. */
  readonly override?: string | undefined;
}

export interface HoldStatus {
  readonly sinceSeconds: number;
  /** If it does not change before. */
  readonly endsInMs: number;
}
