// What an operator wants to know of a running daemon: one line of it for the service manager, all of it for
// `healthy-dns status`.

import { version } from '../base/version.ts';
import type { Config } from '../config/read-config.ts';
import { type Decision, isAllDown } from '../health/decide.ts';
import type { Monitor, TargetReport } from '../health/monitor.ts';
import { describeOutcome } from '../health/outcome.ts';
import type { Verdict } from '../health/step-state.ts';
import { Counter, type Counters } from '../serving/counters.ts';
import type { UdpEngine } from '../serving/udp-engine.ts';
import { type Endpoint, printEndpoint } from '../wire/endpoint.ts';
import { printName } from '../wire/name.ts';
import { describeAction, type OperatorHand, type OverrideStatus } from './operator-hand.ts';
import type { Publisher } from './publisher.ts';

/** Also what the control socket sends: docs/control.md describes every field. */
export interface Status {
  readonly version: string;
  readonly pid: number;
  readonly startedSeconds: number;
  readonly zones: readonly string[];
  readonly serial: number | undefined;
  readonly endpoints: readonly string[];
  readonly udp: { readonly engine: UdpEngine['name']; readonly workers: number };
  readonly targets: { readonly total: number; readonly up: number; readonly list: readonly TargetStatus[] };
  readonly names: {
    readonly total: number;
    /** Names that are checked and have no address now. */
    readonly empty: readonly string[];
    /** Names whose addresses are all down, and that have addresses all the same, as they are told to. */
    readonly onPolicy: readonly string[];
    /** Names that are answered with their backups. */
    readonly onBackup: readonly string[];
  };
  /** What operators drained or forced. */
  readonly overrides: readonly OverrideStatus[];
  readonly queries: {
    readonly udp: number;
    readonly tcp: number;
    readonly dropped: number;
    readonly truncated: number;
  };
}

export interface TargetStatus {
  readonly target: string;
  readonly state: Verdict;
  readonly sinceSeconds: number | undefined;
  readonly reason: string | undefined;
  /** Absent while a probe is under way. */
  readonly nextProbeInMs: number | undefined;
  readonly names: readonly string[];
  /** `drained`, `forced up`, `forced down`: what counts instead of the state. */
  readonly override?: string | undefined;
}

export interface StatusSources {
  readonly config: Config;
  readonly publisher: Publisher;
  readonly monitor: Monitor;
  readonly hand: OperatorHand;
  readonly endpoints: readonly Endpoint[];
  readonly engine: UdpEngine;
  readonly counters: Counters;
  readonly startedSeconds: number;
}

export function makeStatus(sources: StatusSources): Status {
  const { config, publisher, monitor, hand, counters } = sources;
  const resolutions = (config.content?.resolutions ?? []).filter(({ madeOf }) => madeOf === undefined);
  const decisions = resolutions.map((resolution) => ({
    label: resolution.label,
    decision: publisher.decide(resolution, (target) => hand.verdictOf(target)),
  }));
  const namesWhose = (holds: (decision: Decision) => boolean) =>
    decisions.filter(({ decision }) => holds(decision)).map(({ label }) => label);
  return {
    version,
    pid: process.pid,
    startedSeconds: sources.startedSeconds,
    zones: publisher.zones.map(({ apex }) => printName(apex)),
    serial: publisher.serial,
    endpoints: sources.endpoints.map(printEndpoint),
    udp: { engine: sources.engine.name, workers: sources.engine.workerCount },
    targets: {
      total: monitor.targetCount,
      up: monitor.upCount,
      list: monitor.report().map((report) => describeTarget(report, publisher, hand)),
    },
    names: {
      total: resolutions.length,
      empty: namesWhose(({ addresses }) => addresses.length === 0),
      onPolicy: namesWhose((decision) => isAllDown(decision) && decision.addresses.length > 0),
      onBackup: namesWhose(({ grounds }) => grounds === 'backups'),
    },
    overrides: hand.list(),
    queries: {
      udp: counters[Counter.queriesUdp] ?? 0,
      tcp: counters[Counter.queriesTcp] ?? 0,
      dropped: (counters[Counter.droppedShort] ?? 0) + (counters[Counter.droppedResponse] ?? 0),
      truncated: counters[Counter.truncated] ?? 0,
    },
  };
}

/** `serving 3 zones, 41 of 42 targets up, serial 1795201914` */
export function printStatusLine({ zones, targets, serial, names, overrides }: Status): string {
  if (zones.length === 0) return 'no zone is configured; edit /etc/default/healthy-dns and reload';
  const zoneCount = zones.length === 1 ? `serving ${zones[0]}` : `serving ${zones.length} zones`;
  const health = targets.total === 0 ? 'nothing to probe' : `${targets.up} of ${targets.total} targets up`;
  const empty = countNames(names.empty, 'without address');
  const onPolicy = countNames(names.onPolicy, 'all down and answered by policy');
  const onBackup = countNames(names.onBackup, 'on backup');
  const word = overrides.length === 1 ? 'override' : 'overrides';
  const byHand = overrides.length === 0 ? '' : `, ${overrides.length} ${word}`;
  return `${zoneCount}, ${health}${empty}${onPolicy}${onBackup}${byHand}, serial ${serial}`;
}

function countNames({ length }: readonly string[], how: string): string {
  return length === 0 ? '' : `, ${length} ${length === 1 ? 'name' : 'names'} ${how}`;
}

function describeTarget(report: TargetReport, publisher: Publisher, hand: OperatorHand): TargetStatus {
  const override = hand.overrideOf(report.target);
  return {
    target: report.target.key,
    state: report.verdict,
    sinceSeconds: report.sinceSeconds,
    reason: report.lastOutcome === undefined ? undefined : describeOutcome(report.lastOutcome),
    nextProbeInMs: report.nextProbeInMs === undefined ? undefined : Math.round(report.nextProbeInMs),
    names: publisher.usersOf(report.target).map(({ label }) => label),
    override: override === undefined ? undefined : describeAction(override),
  };
}
