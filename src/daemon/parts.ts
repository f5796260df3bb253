// The parts of a daemon, assembled bottom-up: each knows only those created before it. Reads what an earlier run left
// behind; starts nothing.

import { Snapshot } from '../answers/snapshot.ts';
import { bytesOf } from '../base/byte-string.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import { Decider } from '../health/deciding/decider.ts';
import { LastHealthy } from '../health/deciding/last-healthy.ts';
import { HealthWatch } from '../health/watching/health-watch.ts';
import { logVerdictChange } from '../health/watching/log-verdict-change.ts';
import { hasAddress } from '../linux/has-address.ts';
import type { Libc } from '../linux/libc.ts';
import { OperatorHand } from '../operating/operator-hand.ts';
import { OverridesKeeper } from '../operating/overrides-keeper.ts';
import { ChangeFlow } from '../publishing/change-flow.ts';
import { HandedOut } from '../publishing/handed-out.ts';
import type { LoadedConfig } from '../publishing/loading/load-config.ts';
import { Publisher } from '../publishing/publisher.ts';
import { QueryLogThread } from '../query-log/query-log-thread.ts';
import { FrontEndLog } from '../reporting/front-end-log.ts';
import { LimitLog } from '../reporting/limit-log.ts';
import { StatusLine } from '../reporting/status-line.ts';
import { type CounterRow, CounterTable } from '../serving/counters.ts';
import { Desk } from '../serving/desk.ts';
import { Rules } from '../serving/rules/rules.ts';
import { shareRules } from '../serving/rules/shared-rules.ts';
import type { StreamThread } from '../serving/tcp/stream-thread.ts';
import type { UdpEngine } from '../serving/udp/udp-engine.ts';
import type { InheritedSocket } from '../systemd/inherited-sockets.ts';
import { type Notifier, silentNotifier } from '../systemd/notifier.ts';
import { peerSocketsMax } from '../transfer/notifying/peer-sockets.ts';
import { historyFilesMax } from '../window/history/shelves.ts';
import { addressRdata } from '../wire/rdata.ts';
import { AttendedDesk } from './attended-desk.ts';
import { CertificateWatch } from './certificate-watch.ts';
import { CookieKeeper } from './cookie-keeper.ts';
import type { DaemonSurroundings } from './daemon.ts';
import { DaemonWindow } from './daemon-window.ts';
import { descriptorsPerThread } from './descriptor-budget.ts';
import { DescriptorShares } from './descriptor-shares.ts';
import { firstZone, watchedIn } from './facts-of-config.ts';
import { FollowedHosts } from './followed-hosts.ts';
import { HttpSockets, sortInherited } from './http-sockets.ts';
import { lastServedSerials } from './last-served-serials.ts';
import { MemoryKeeper, type Recalled } from './memory-keeper.ts';
import { Policies } from './policies.ts';
import { SharedZones } from './shared-zones.ts';
import { Sockets } from './sockets.ts';
import { startThreads } from './start-threads.ts';
import type { TlsStreams } from './tls-streams.ts';
import { Updates } from './updates.ts';
import { LongWork } from './watchdog/long-work.ts';

export interface Parts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly notifier: Notifier;
  readonly libc: Result<Libc, string>;
  readonly snapshot: Snapshot;
  readonly counters: CounterTable;
  /** The counters of the main thread. */
  readonly mainRow: CounterRow;
  readonly engine: UdpEngine;
  /** Answers TCP. */
  readonly streams: StreamThread;
  readonly tls: TlsStreams;
  readonly certificates: CertificateWatch;
  readonly statusLine: StatusLine;
  readonly limitLog: LimitLog;
  readonly frontEndLog: FrontEndLog;
  readonly memory: MemoryKeeper;
  /** From an earlier run. */
  readonly remembered: Recalled;
  readonly keeper: OverridesKeeper;
  readonly hosts: FollowedHosts;
  readonly watch: HealthWatch;
  readonly decider: Decider;
  readonly handedOut: HandedOut;
  /** With other servers, which follow them. */
  readonly shared: SharedZones;
  readonly publisher: Publisher;
  readonly changes: ChangeFlow;
  readonly sockets: Sockets;
  readonly policies: Policies;
  readonly queryLog: QueryLogThread;
  readonly cookies: CookieKeeper;
  readonly longWork: LongWork;
  readonly updates: Updates;
  readonly attended: AttendedDesk;
  readonly hand: OperatorHand;
  readonly shares: DescriptorShares;
  readonly window: DaemonWindow | undefined;
  /** Sockets of the service manager, for DNS. */
  readonly inherited: readonly InheritedSocket[];
}

/**
 * The composition root: long, because every part is created here and in order, and a reader should see the whole wiring in
 * one place. Fails with a sentence if a thread that answers cannot be started.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: see above
export async function assembleParts(
  config: LoadedConfig,
  surroundings: DaemonSurroundings,
): Promise<Result<Parts, string>> {
  const { logger, clock = systemClock, random = Math.random, notifier = silentNotifier } = surroundings;
  const libc = surroundings.libc ?? fail('not loaded');
  const hosted = firstZone(config);
  const { forDns, forHttp } = sortInherited(surroundings.inherited ?? []);
  const httpSockets = new HttpSockets(forHttp, libc, logger);

  const snapshot = new Snapshot();
  const counters = new CounterTable();
  const mainRow = counters.addRow();
  const rules = new Rules(shareRules());
  const desk = new Desk(mainRow, clock, rules.queryLog);
  const answering = { snapshot, desk, rules };
  const threads = await startThreads(config.udp, { ...answering, libc, counters, mainRow, logger });
  if (!threads.ok) return threads;
  const { engine, streams, tls } = threads.value;

  const statusLine = new StatusLine({ clock, notifier });
  const limitLog = new LimitLog({ clock, logger, count: () => counters.sum(), limited: rules.limited });
  const frontEndLog = new FrontEndLog({ clock, logger, count: () => counters.sum() });
  const memory = new MemoryKeeper(surroundings.memoryPath, { clock, logger });
  const remembered = memory.recall(config.health.intervalMs, hosted);
  const keeper = new OverridesKeeper(surroundings.overridesPath, { clock, logger });

  const hosts = new FollowedHosts({ clock, random, logger, known: remembered.hosts });
  const watch = new HealthWatch(watchedIn([config]), { clock, random, logger });
  const decider = new Decider({
    probed: watch.verdictOf,
    isHeld: (target) => watch.damper.isHeld(target),
    overrides: () => keeper.current,
    lastHealthy: new LastHealthy(remembered.lastHealthy),
  });
  const handedOut = new HandedOut(clock);
  const shared = new SharedZones(surroundings.zonesPath, {
    clock,
    logger,
    random,
    endpoints: () => sockets.endpoints,
    isOfMachine: (address) => libc.ok && hasAddress(libc.value, bytesOf(addressRdata(address))),
    onLag: () => statusLine.sendSoon(),
    mainRow,
  });
  shared.expect(config);
  const { followers } = shared;
  const earlier = shared.takeEarlier();
  const publisher = new Publisher(snapshot, {
    clock,
    decider,
    handedOut,
    lastSerials: lastServedSerials({ remembered, earlier, nowSeconds: clock.wallSeconds() }),
    lastZones: new Map([...earlier].map(([apex, { zone }]) => [apex, zone])),
    onReplaced: (replaced) => shared.replaced(replaced),
  });
  const window =
    surroundings.window &&
    new DaemonWindow({
      ...surroundings,
      ...surroundings.window,
      publisher,
      watch,
      decider,
      httpSockets,
      threadsTurned: [() => engine.movedOn(), () => streams.turned(), () => tls.turned()],
    });
  const onPublished = () => {
    memory.touch();
    window?.published();
    statusLine.sendSoon();
    setImmediate(() => snapshot.tidy());
  };
  const changes = new ChangeFlow({ publisher, clock, logger, onPublished });
  watch.tell({
    // The log reports the probes' verdict as it is; its effect on names takes overrides into account.
    onVerdict(change) {
      hosts.addressJudged(change.target.address, change.after === 'down');
      const users = publisher.usersOf(change.target);
      logVerdictChange(
        change,
        {
          users,
          verdictOf: watch.verdictOf,
          decide: (user, probed) => decider.suppose({ probed })(user),
        },
        logger,
      );
    },
    onChange(target) {
      changes.targetChanged(target);
      window?.targetChanged(target);
    },
    onNews: (target) => window?.targetChanged(target),
    onTrustChange() {
      statusLine.sendSoon();
      window?.summaryChanged();
    },
  });

  const sockets = new Sockets(threads.value, logger, libc);
  const writers = engine.workerCount + threadsBesideUdp;
  const queryLog = new QueryLogThread({ clock, logger, counters, writers });
  const cookies = new CookieKeeper({
    memory: rules.shared.cookieSecrets,
    path: surroundings.cookieSecretsPath,
    clock,
    logger,
  });
  const longWork = new LongWork();
  const updates = new Updates(surroundings.updates, {
    clock,
    logger,
    publisher,
    servedEverywhere: () => engine.movedOn(),
    onUpdated: onPublished,
    atLongWork: longWork.run,
  });
  const answerers = { transfer: shared.answer, update: updates.answer };
  const attended = new AttendedDesk({ ...answering, mainRow, clock, logger, answerers });
  const hand = new OperatorHand({
    clock,
    logger,
    keeper,
    handedOut,
    decider,
    publisher,
    changes,
    endHolds: (isMeant) => watch.endHolds(isMeant),
    followers,
    movedOn: () => sockets.movedOn(),
  });
  followers.tell((apex) => hand.followersMoved(apex));
  const shares = new DescriptorShares({
    read: surroundings.readOpenFiles ?? (() => undefined),
    workers: engine.workerCount,
    // To secondaries; the watchdog's thread, and its socket to the service manager; the window's thread, and its history.
    toCome:
      peerSocketsMax +
      (surroundings.watchdogMs === undefined ? 0 : descriptorsPerThread + 1) +
      (surroundings.window === undefined ? 0 : descriptorsPerThread) +
      (surroundings.window?.stateDirectory === undefined ? 0 : historyFilesMax()),
    isAdopting: forDns.length > 0,
    httpSockets: surroundings.window === undefined ? undefined : httpSockets.count,
    logger,
    onChange({ probesMax, tcpConnectionsMax, tlsConnectionsMax }) {
      watch.monitor.limitProbes(probesMax);
      streams.setConnectionsMax(tcpConnectionsMax);
      tls.setConnectionsMax(tlsConnectionsMax);
    },
  });
  return succeed({
    clock,
    logger,
    notifier,
    libc,
    snapshot,
    counters,
    mainRow,
    engine,
    streams,
    tls,
    certificates: new CertificateWatch(clock, logger),
    statusLine,
    limitLog,
    frontEndLog,
    memory,
    remembered,
    keeper,
    hosts,
    watch,
    decider,
    handedOut,
    shared,
    publisher,
    changes,
    sockets,
    policies: new Policies(rules, [engine, streams, tls], queryLog),
    queryLog,
    cookies,
    longWork,
    updates,
    attended,
    hand,
    shares,
    window,
    inherited: forDns,
  });
}

/** That answer, too: this one, and those for TCP and TLS. */
const threadsBesideUdp = 3;
