// Everything an operator wants to know about a running daemon, as `healthy-dns status` gets it.

import type { Clock } from '../base/clock.ts';
import { version } from '../base/version.ts';
import type { NotificationsStatus } from '../control/protocol/notifications.ts';
import {
  type DescriptorStatus,
  type LastGoodStatus,
  type NetworkStatus,
  type ProbeStatus,
  type Status,
  suspectNetwork,
  type TargetStatus,
} from '../control/protocol/status.ts';
import type { UpdatesStatus } from '../control/protocol/updates.ts';
import type { WindowStatus } from '../control/protocol/window.ts';
import { type Decide, type Decision, isAllDown } from '../health/deciding/decide.ts';
import type { Decider } from '../health/deciding/decider.ts';
import { actionOn, describeAction, forceOf } from '../health/deciding/overrides.ts';
import { findServicesWithoutPlace } from '../health/deciding/service.ts';
import type { Hold } from '../health/doubting/flap-damper.ts';
import type { NetworkReport } from '../health/doubting/own-network.ts';
import { describeOutcome } from '../health/outcome.ts';
import type { HealthWatch } from '../health/watching/health-watch.ts';
import type { TargetReport } from '../health/watching/watch.ts';
import type { HostReport } from '../hosts/host-watch.ts';
import { labelService } from '../operating/label-service.ts';
import type { OperatorHand } from '../operating/operator-hand.ts';
import type { LoadedConfig } from '../publishing/loading/load-config.ts';
import type { Publisher } from '../publishing/publisher.ts';
import { Counter, type CounterRow, countAt, counterOfCode, droppedQueries } from '../serving/counters.ts';
import type { UdpEngine } from '../serving/udp/udp-engine.ts';
import type { ZoneFollowers } from '../transfer/notifying/zone-followers.ts';
import type { Summary } from '../window/model/news.ts';
import { type Endpoint, printEndpoint } from '../wire/endpoint.ts';
import { ResponseCode } from '../wire/protocol.ts';
import { describeHosts } from './describe-hosts.ts';
import { describeQueryLog } from './describe-query-log.ts';
import { describeReplyLimit } from './describe-reply-limit.ts';
import { describeSecondaries } from './describe-secondaries.ts';
import { describeTls } from './describe-tls.ts';
import type { LineFacts } from './print-status.ts';
import type { ZoneReports } from './zone-reports.ts';

/** As much as a person would read; the log has them all. */
const findingsMax = 100;

export interface StatusSources {
  readonly config: LoadedConfig;
  readonly publisher: Publisher;
  readonly zones: Pick<ZoneReports, 'names' | 'hosted'>;
  readonly hosts: readonly HostReport[];
  readonly watch: HealthWatch;
  readonly decider: Decider;
  readonly hand: OperatorHand;
  readonly followers: Pick<ZoneFollowers, 'secondaries'>;
  readonly clock: Clock;
  /** Absent while nobody may update anything, and nothing was. */
  readonly updates: UpdatesStatus | undefined;
  /** Absent where nobody is told of news. */
  readonly notifications: NotificationsStatus | undefined;
  /** Absent where there is none. */
  readonly window: WindowStatus | undefined;
  readonly endpoints: readonly Endpoint[];
  readonly tlsEndpoints: readonly Endpoint[];
  readonly engine: UdpEngine;
  readonly counters: CounterRow;
  readonly startedSeconds: number;
  readonly queryLog: { readonly trouble: string | undefined };
  /** Absent while there are enough. */
  readonly descriptors: DescriptorStatus | undefined;
}

export function makeStatus(sources: StatusSources): Status {
  const { watch, decider, counters } = sources;
  const reports = watch.monitor.report();
  return {
    ...describeDaemon(sources),
    targets: {
      ...countTargets(reports, decider),
      list: reports.map((report) => describeTarget(report, sources)),
    },
    names: describeNames(sources),
    queries: {
      udp: countAt(counters, Counter.queriesUdp),
      tcp: countAt(counters, Counter.queriesTcp),
      dropped: droppedQueries(counters),
      truncated: countAt(counters, Counter.truncated),
      cookies: {
        valid: countAt(counters, Counter.cookiesValid),
        invalid: countAt(counters, Counter.cookiesInvalid),
        new: countAt(counters, Counter.cookiesNew),
        required: countAt(counters, counterOfCode(ResponseCode.BADCOOKIE)),
      },
    },
    ...(sources.window && { window: sources.window }),
  };
}

/** What a line says: it is made again and again while verdicts change, so no target is described for it. */
export function makeLineFacts(sources: StatusSources): LineFacts {
  const { watch, decider } = sources;
  const reports = watch.monitor.report();
  const held = reports.filter(({ target }) => watch.damper.holdOf(target) !== undefined).length;
  return {
    ...describeDaemon(sources),
    targets: { ...countTargets(reports, decider), held },
    names: describeNames(sources),
  };
}

/** What takes no look at each target and each name. */
export function makeSummary(sources: StatusSources): Summary {
  const emptyServices = listEmptyServices(sources, (resolution) => sources.decider.decide(resolution));
  return { ...describeDaemon(sources), ...(emptyServices.length > 0 && { emptyServices }) };
}

function describeDaemon(sources: StatusSources): Omit<Status, 'targets' | 'names' | 'queries'> {
  const { config, publisher, watch, hand, counters, engine } = sources;
  const tls = describeTls(sources.tlsEndpoints, config.tlsIdentity, counters);
  const secondaries = describeSecondaries(sources.followers.secondaries, sources.clock);
  const queryLog = describeQueryLog(config, counters, sources.queryLog.trouble);
  return {
    version,
    pid: process.pid,
    startedSeconds: sources.startedSeconds,
    ...describeStandIn(config),
    zones: sources.zones.names,
    hostedZones: sources.zones.hosted,
    serial: publisher.serial,
    endpoints: sources.endpoints.map(printEndpoint),
    ...(tls && { tls }),
    udp: { engine: engine.name, workers: engine.workerCount },
    ...(sources.hosts.length > 0 && { hosts: describeHosts(sources.hosts, publisher.names.resolutions) }),
    network: describeNetwork(watch.monitor.reportNetwork()),
    ...(secondaries && { secondaries }),
    ...(sources.notifications && { notifications: sources.notifications }),
    overrides: hand.list(),
    ...(sources.updates && { updates: sources.updates }),
    ...(config.frontEnds.length > 0 && {
      frontEnds: {
        proxied: countAt(counters, Counter.proxied),
        refused: countAt(counters, Counter.badProxyHeaders),
      },
    }),
    replyLimit: describeReplyLimit(config, counters),
    ...(queryLog && { queryLog }),
    ...(sources.descriptors && { descriptors: sources.descriptors }),
  };
}

function describeNames(sources: StatusSources): Status['names'] {
  const { publisher, decider } = sources;
  const resolutions = publisher.names.resolutions.filter(({ madeOf }) => madeOf === undefined);
  const decisions = new Map(resolutions.map((resolution) => [resolution, decider.decide(resolution)]));
  const decide: Decide = (resolution) => decisions.get(resolution) ?? decider.decide(resolution);
  const namesWhose = (holds: (decision: Decision) => boolean) =>
    [...decisions].filter(([, decision]) => holds(decision)).map(([{ label }]) => label);
  return {
    total: resolutions.length,
    empty: namesWhose(({ addresses }) => addresses.length === 0),
    onPolicy: namesWhose((decision) => isAllDown(decision) && decision.addresses.length > 0),
    onBackup: namesWhose(({ grounds }) => grounds === 'backups'),
    emptyServices: listEmptyServices(sources, decide),
  };
}

function listEmptyServices({ publisher }: StatusSources, decide: Decide): readonly string[] {
  const contents = publisher.groups.map(({ config }) => config.content);
  return contents.flatMap((content) => {
    const empty = findServicesWithoutPlace(content.services, content.resolutions, decide);
    return [...empty].map(({ owner }) => labelService(owner, content, contents));
  });
}

function countTargets(
  reports: readonly TargetReport[],
  decider: Decider,
): Pick<Status['targets'], 'total' | 'up' | 'forcedUp' | 'forcedDown'> {
  const actions = reports.map(({ target }) => forceOf(decider.overrides, target)?.action);
  return {
    total: reports.length,
    up: reports.filter(({ target }) => decider.verdictOf(target) === 'up').length,
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

function describeTarget(report: TargetReport, { publisher, decider, watch }: StatusSources): TargetStatus {
  const { target } = report;
  const override = actionOn(decider.overrides, target);
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
