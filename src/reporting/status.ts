// What an operator wants to know of a running daemon: one line of it for the service manager, all of it for
// `healthy-dns status`.

import { version } from '../base/version.ts';
import {
  type DescriptorStatus,
  type LastGoodStatus,
  type NetworkStatus,
  type ProbeStatus,
  type Status,
  suspectNetwork,
  type TargetStatus,
} from '../control/protocol/status.ts';
import type { VerdictOf } from '../health/deciding/check.ts';
import { type Decide, type Decision, isAllDown } from '../health/deciding/decide.ts';
import { describeAction, forceOf } from '../health/deciding/overrides.ts';
import { findServicesWithoutPlace } from '../health/deciding/service.ts';
import type { Hold } from '../health/doubting/flap-damper.ts';
import type { NetworkReport } from '../health/doubting/own-network.ts';
import { describeOutcome } from '../health/outcome.ts';
import type { HealthWatch } from '../health/watching/health-watch.ts';
import type { TargetReport } from '../health/watching/watch.ts';
import type { OperatorHand } from '../operating/operator-hand.ts';
import type { LoadedConfig } from '../publishing/load-config.ts';
import type { Publisher } from '../publishing/publisher.ts';
import { Counter, type Counters } from '../serving/counters.ts';
import type { UdpEngine } from '../serving/udp-engine.ts';
import { type Endpoint, printEndpoint } from '../wire/endpoint.ts';
import { printName, printOwner } from '../wire/name.ts';

/** A page that a person would read; the log has them all. */
const findingsMax = 100;

export interface StatusSources {
  readonly config: LoadedConfig;
  readonly publisher: Publisher;
  readonly watch: HealthWatch;
  readonly hand: OperatorHand;
  readonly endpoints: readonly Endpoint[];
  readonly engine: UdpEngine;
  readonly counters: Counters;
  readonly startedSeconds: number;
  /** Absent when there are enough. */
  readonly descriptors: DescriptorStatus | undefined;
}

export function makeStatus(sources: StatusSources): Status {
  const { config, publisher, watch, hand, counters } = sources;
  const { monitor } = watch;
  const { resolutions: all = [], services = [] } = config.content ?? {};
  const resolutions = all.filter(({ madeOf }) => madeOf === undefined);
  const verdictOf: VerdictOf = (target) => hand.verdictOf(target);
  const decisions = new Map(
    resolutions.map((resolution) => [resolution, publisher.decide(resolution, verdictOf)]),
  );
  const namesWhose = (holds: (decision: Decision) => boolean) =>
    [...decisions].filter(([, decision]) => holds(decision)).map(([{ label }]) => label);
  const decideOn: Decide = (resolution) =>
    decisions.get(resolution) ?? publisher.decide(resolution, verdictOf);
  const reports = monitor.report();
  return {
    version,
    pid: process.pid,
    startedSeconds: sources.startedSeconds,
    ...describeStandIn(config),
    zones: publisher.zones.map(({ apex }) => printName(apex)),
    serial: publisher.serial,
    endpoints: sources.endpoints.map(printEndpoint),
    udp: { engine: sources.engine.name, workers: sources.engine.workerCount },
    targets: {
      total: reports.length,
      up: reports.filter(({ target }) => verdictOf(target) === 'up').length,
      ...countForced(reports, hand),
      list: reports.map((report) => describeTarget(report, sources)),
    },
    names: {
      total: resolutions.length,
      empty: namesWhose(({ addresses }) => addresses.length === 0),
      onPolicy: namesWhose((decision) => isAllDown(decision) && decision.addresses.length > 0),
      onBackup: namesWhose(({ grounds }) => grounds === 'backups'),
      emptyServices: [...findServicesWithoutPlace(services, all, decideOn)].map(({ owner }) =>
        printOwner(owner),
      ),
    },
    network: describeNetwork(monitor.reportNetwork()),
    overrides: hand.list(),
    queries: {
      udp: counters[Counter.queriesUdp] ?? 0,
      tcp: counters[Counter.queriesTcp] ?? 0,
      dropped: (counters[Counter.droppedShort] ?? 0) + (counters[Counter.droppedResponse] ?? 0),
      truncated: counters[Counter.truncated] ?? 0,
    },
    ...(sources.descriptors && { descriptors: sources.descriptors }),
  };
}

/** `serving 3 zones, 41 of 42 targets up (1 forced down), serial 1795201914` */
export function printStatusLine(status: Status): string {
  const { lastGood } = status;
  if (lastGood === undefined) return printServing(status);
  return `THE LAST GOOD CONFIGURATION IS SERVED (${printErrorCount(lastGood)}): ${printServing(status)}`;
}

/** `the present one has 2 errors` */
export function printErrorCount({ errorCount }: LastGoodStatus): string {
  return `the present one has ${errorCount} ${errorCount === 1 ? 'error' : 'errors'}`;
}

function printServing({ zones, targets, serial, names, overrides, network }: Status): string {
  if (zones.length === 0) return 'no zone is configured; edit /etc/default/healthy-dns and reload';
  const zoneCount = zones.length === 1 ? `serving ${zones[0]}` : `serving ${zones.length} zones`;
  const health =
    targets.total === 0
      ? 'nothing to probe'
      : `${targets.up} of ${targets.total} targets up${printForced(targets)}`;
  const doubt = network.suspect === undefined ? '' : `, suspect: ${network.suspect}`;
  const held = targets.list.filter((target) => target.held !== undefined);
  const counts = [
    count(held, 'target', ' held down for flapping'),
    count(names.empty, 'name', ' without address'),
    count(names.emptyServices, 'service', ' without place'),
    count(names.onPolicy, 'name', ' all down and answered by policy'),
    count(names.onBackup, 'name', ' on backup'),
    count(overrides, 'override'),
  ];
  return `${zoneCount}, ${health}${doubt}${counts.join('')}, serial ${serial}`;
}

/** ` (1 forced up, 2 forced down)`, or nothing */
function printForced({ forcedUp, forcedDown }: Status['targets']): string {
  const parts = [
    ...(forcedUp === 0 ? [] : [`${forcedUp} forced up`]),
    ...(forcedDown === 0 ? [] : [`${forcedDown} forced down`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function count({ length }: readonly unknown[], noun: string, how = ''): string {
  return length === 0 ? '' : `, ${length} ${length === 1 ? noun : `${noun}s`}${how}`;
}

function countForced(
  reports: readonly TargetReport[],
  { overrides }: OperatorHand,
): Pick<Status['targets'], 'forcedUp' | 'forcedDown'> {
  const actions = reports.map(({ target }) => forceOf(overrides, target)?.action);
  return {
    forcedUp: actions.filter((action) => action === 'up').length,
    forcedDown: actions.filter((action) => action === 'down').length,
  };
}

function describeStandIn({ standsIn }: LoadedConfig): { readonly lastGood?: LastGoodStatus } {
  if (standsIn === undefined) return {};
  const { keptAtSeconds, findings } = standsIn;
  const errors = findings.filter(({ severity }) => severity === 'error');
  const shown = [...errors, ...findings.filter((finding) => !errors.includes(finding))];
  return {
    lastGood: { keptAtSeconds, errorCount: errors.length, findings: shown.slice(0, findingsMax) },
  };
}

function describeNetwork({ suspectSinceSeconds, anchors }: NetworkReport): NetworkStatus {
  const suspicion =
    suspectSinceSeconds === undefined
      ? {}
      : ({ suspect: suspectNetwork, sinceSeconds: suspectSinceSeconds } as const);
  return {
    ...suspicion,
    anchors: anchors.map(({ target, lastOutcome }) => ({
      anchor: printEndpoint(target),
      ...(lastOutcome === undefined
        ? {}
        : { isUp: lastOutcome.kind === 'success', reason: describeOutcome(lastOutcome) }),
    })),
  };
}

function describeTarget(report: TargetReport, { publisher, hand, watch }: StatusSources): TargetStatus {
  const { target } = report;
  const override = hand.overrideOf(target);
  return {
    ...describeProbe(report, watch.damper.holdOf(target)),
    names: publisher.usersOf(target).map(({ label }) => label),
    override: override === undefined ? undefined : describeAction(override),
  };
}

export function describeProbe(report: TargetReport, hold: Hold | undefined): ProbeStatus {
  const { target, verdict, sinceSeconds, lastOutcome, nextProbeInMs } = report;
  return {
    target: target.key,
    state: verdict,
    sinceSeconds,
    reason: lastOutcome === undefined ? undefined : describeOutcome(lastOutcome),
    nextProbeInMs: nextProbeInMs === undefined ? undefined : Math.round(nextProbeInMs),
    held: hold && { sinceSeconds: hold.sinceSeconds, endsInMs: Math.round(hold.leftMs) },
  };
}
