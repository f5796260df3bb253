// The composition root: builds the parts and starts them in the order that makes the first answer true.
//
//   start:   remembered verdicts -> first health round -> first snapshot -> sockets -> control -> ready
//   reload:  new sockets -> new targets probed -> snapshot replaced -> old targets and sockets let go
//   stop:    control closed -> sockets closed -> probes ended -> verdicts saved

import { Snapshot } from '../answers/snapshot.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Random } from '../base/random.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import type { Finding } from '../config/finding.ts';
import type { ExplainProblem, Explanation } from '../control/protocol/explanation.ts';
import type { Status } from '../control/protocol/status.ts';
import { LastHealthy } from '../health/deciding/last-healthy.ts';
import { forceOf } from '../health/deciding/overrides.ts';
import { targetsOf } from '../health/deciding/resolution.ts';
import type { Target } from '../health/target.ts';
import { HealthWatch, type Watched } from '../health/watching/health-watch.ts';
import type { Monitor } from '../health/watching/monitor.ts';
import type { Libc } from '../linux/libc.ts';
import type { OpenFiles } from '../linux/open-files.ts';
import { OperatorHand } from '../operating/operator-hand.ts';
import { OverridesKeeper } from '../operating/overrides-keeper.ts';
import { ChangeFlow } from '../publishing/change-flow.ts';
import { HandedOut } from '../publishing/handed-out.ts';
import { keepSigned } from '../publishing/keep-signed.ts';
import type { LoadedConfig } from '../publishing/load-config.ts';
import { Publisher } from '../publishing/publisher.ts';
import { type ExplainRequest, explainName } from '../reporting/explain/explain-name.ts';
import { makeStatus, printStatusLine } from '../reporting/status.ts';
import { StatusLine } from '../reporting/status-line.ts';
import { CounterTable } from '../serving/counters.ts';
import { type ListenProblem, printListenProblem } from '../serving/listen-problem.ts';
import { createSelfCheck } from '../serving/own-question.ts';
import type { InheritedSocket } from '../systemd/inherited-sockets.ts';
import { type Notifier, silentNotifier } from '../systemd/notifier.ts';
import type { Endpoint } from '../wire/endpoint.ts';
import type { Zone } from '../zone/zone.ts';
import { chooseUdpEngine } from './choose-udp-engine.ts';
import { type DescriptorBudget, descriptorsPerThread } from './descriptor-budget.ts';
import { DescriptorShares } from './descriptor-shares.ts';
import { MemoryKeeper } from './memory-keeper.ts';
import { Sockets } from './sockets.ts';
import { startWatchdog } from './watchdog/watchdog.ts';

export interface Daemon {
  /** Where UDP is answered, with the real port where port 0 was asked for. */
  readonly endpoints: readonly Endpoint[];
  readonly zones: readonly Zone[];
  readonly monitor: Monitor;
  readonly counters: CounterTable;
  /** What operators do to answers by hand. */
  readonly hand: OperatorHand;
  readonly descriptors: DescriptorBudget;
  status(): Status;
  /** Why a name is answered as it is; the problem is a sentence. */
  explain(request: ExplainRequest): Result<Explanation, ExplainProblem>;
  /** Makes a new configuration take effect; on a problem everything is as it was. */
  reload(config: LoadedConfig): Promise<Result<void, readonly Finding[]>>;
  /** Work that may keep the main thread from everything else for a while; the watchdog is patient meanwhile. */
  atLongWork<Value>(work: () => Promise<Value>): Promise<Value>;
  stop(): Promise<void>;
}

export interface DaemonSurroundings {
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly notifier?: Notifier;
  readonly inherited?: readonly InheritedSocket[];
  readonly libc?: Result<Libc, string>;
  /** How many files may be open and are; absent: enough. */
  readonly readOpenFiles?: () => OpenFiles | undefined;
  /** How long the service manager waits for a sign of life; absent when it does not. */
  readonly watchdogMs?: number | undefined;
  /** Where signs of life go; without it the notifier gives them. */
  readonly notifySocket?: string | undefined;
  /** What else has to be there before anybody is told that we are ready. */
  readonly beforeReady?: (daemon: Daemon) => Promise<void>;
  /** Where verdicts are remembered; absent when nowhere. */
  readonly memoryPath?: string | undefined;
  /** Where the overrides of operators are; absent when a restart forgets them. */
  readonly overridesPath?: string | undefined;
}

/** Why it does not start, in a sentence. */
export interface StartProblem {
  readonly event: 'listen-failed' | 'descriptors-short';
  readonly message: string;
}

export async function startDaemon(
  config: LoadedConfig,
  surroundings: DaemonSurroundings,
): Promise<Result<Daemon, readonly StartProblem[]>> {
  const { logger, clock = systemClock, random = Math.random, notifier = silentNotifier } = surroundings;
  const libc = surroundings.libc ?? fail('not loaded');
  const snapshot = new Snapshot();
  const counters = new CounterTable();
  const mainRow = counters.addRow();
  const chosen = await chooseUdpEngine(config.udp, { libc, snapshot, counters, mainRow, logger });
  if (!chosen.ok) return fail([{ event: 'listen-failed', message: chosen.problem }]);
  const engine = chosen.value;
  const memory = new MemoryKeeper(surroundings.memoryPath, { clock, logger });
  const remembered = memory.recall(config.health.intervalMs);
  const lastHealthy = new LastHealthy(remembered.lastHealthy);
  const keeper = new OverridesKeeper(surroundings.overridesPath, { clock, logger });
  const handedOut = new HandedOut(clock);
  const hand = new OperatorHand({
    clock,
    logger,
    keeper,
    handedOut,
    probedVerdictOf: (target) => monitor.verdictOf(target),
    endHolds: (isMeant) =>
      watch.damper.held.filter((target) => isMeant(target) && watch.damper.release(target)),
    decide: (resolution, verdicts) => publisher.decideOnAll(resolution, verdicts),
    publish: (isConcerned) => changes.publishNames(isConcerned),
    movedOn: () => sockets.movedOn(),
  });
  const verdictOf = (target: Target) => hand.verdictOf(target);
  // What an operator says of a target comes before what its history does.
  const isHeld = (target: Target) =>
    watch.damper.isHeld(target) && forceOf(hand.overrides, target) === undefined;
  const publisher = new Publisher(snapshot, clock, {
    lastSerial: remembered.serial,
    lastHealthy,
    isHeld,
    withhold: (resolution) => hand.withhold(resolution),
    handedOut,
  });
  const sockets = new Sockets(engine, snapshot, mainRow, logger, libc);
  const startedSeconds = clock.wallSeconds();
  let current = config;
  let isStopping = false;
  let reloading: Promise<unknown> = Promise.resolve();
  const statusLine = new StatusLine({ clock, notifier, status });
  const changes = new ChangeFlow({
    publisher,
    verdictOf,
    clock,
    logger,
    onPublished() {
      memory.touch();
      statusLine.tellSoon();
      setImmediate(() => snapshot.tidy());
    },
  });
  const watch = new HealthWatch(watchedOf([config]), {
    clock,
    random,
    logger,
    usersOf: (target) => publisher.usersOf(target),
    // What probes say is told as it is; what that makes of the names is not so while somebody has a say in it by hand.
    decide: (user, verdicts) => publisher.decide(user, hand.overrule(verdicts)),
    onChange: (target) => changes.note(target),
    onTrustChange: () => statusLine.tellSoon(),
  });
  const { monitor } = watch;
  const shares = new DescriptorShares({
    read: surroundings.readOpenFiles ?? (() => undefined),
    workers: engine.workerCount,
    // The watchdog's thread, and its socket to the service manager.
    toCome: surroundings.watchdogMs === undefined ? 0 : descriptorsPerThread + 1,
    isAdopting: (surroundings.inherited ?? []).length > 0,
    logger,
    onChange({ probesMax, tcpConnectionsMax }) {
      monitor.limitProbes(probesMax);
      sockets.tcpClients.setConnectionsMax(tcpConnectionsMax);
    },
  });
  const divided = shares.divide([config]);
  if (!divided.ok) {
    await engine.stop();
    return fail([{ event: 'descriptors-short', message: divided.problem }]);
  }

  function status(): Status {
    return makeStatus({
      config: current,
      publisher,
      watch,
      hand,
      endpoints: sockets.endpoints,
      engine,
      counters: counters.sum(),
      startedSeconds,
      descriptors: shares.describe(),
    });
  }

  async function reload(next: LoadedConfig): Promise<Result<void, readonly Finding[]>> {
    if (isStopping) return fail([stoppingFinding]);
    notifier.reloading();
    // Until the old targets and sockets have gone, there must be room for both.
    const divided = shares.divide([current, next]);
    if (!divided.ok) {
      notifier.ready();
      return fail([{ severity: 'error', path: 'descriptors', message: divided.problem }]);
    }
    const listening = await sockets.listen(next.listen);
    if (isStopping) {
      await sockets.close();
      return fail([stoppingFinding]);
    }
    if (!listening.ok) {
      shares.divide([current]);
      notifier.ready();
      return fail(listening.problem.map(toFinding));
    }
    // The old targets stay until nothing that is served depends on them.
    await watch.watchPatiently(watchedOf([current, next]));
    if (isStopping) return fail([stoppingFinding]);
    try {
      await publisher.publishAll(next, verdictOf);
    } catch (error) {
      // Signing failed, as above: what was served is served on, and so is the configuration that belongs to it.
      await sockets.listen(current.listen);
      void watch.watch(watchedOf([current]));
      shares.divide([current]);
      notifier.ready();
      return fail([{ severity: 'error', path: 'priv-key-path', message: `signing failed: ${error}` }]);
    }
    if (isStopping) return fail([stoppingFinding]);
    current = next;
    hand.follow(next.content);
    keeper.noteTtl(next.timing.addressTtlSeconds);
    void watch.watch(watchedOf([next]));
    shares.divide([next]);
    shares.tell();
    memory.touch();
    notifier.ready();
    const told = printStatusLine(statusLine.tell());
    logger.info({ event: 'reloaded', serial: publisher.serial }, `reloaded; ${told}`);
    return succeed(undefined);
  }

  const recalled = keeper.recall();
  handedOut.expectEarlier(Math.max(recalled.earlierTtlSeconds ?? 0, config.timing.addressTtlSeconds));
  hand.logExpired(recalled.expired);
  await watch.watchPatiently(watchedOf([config]), remembered.verdicts);
  hand.follow(config.content);
  await changes.open(() => publisher.publishAll(config, verdictOf));
  const problems = await openAll(sockets, config, surroundings);
  if (problems.length > 0) {
    watch.stop();
    await sockets.close();
    return fail(problems.map((message) => ({ event: 'listen-failed', message })));
  }
  keeper.noteTtl(config.timing.addressTtlSeconds);
  hand.start();
  memory.start(() => ({
    serial: publisher.serial,
    reports: monitor.report(),
    heldSince: (target) => watch.damper.holdOf(target)?.sinceSeconds,
    lastHealthy: lastHealthy.all,
  }));
  const watchdog = startWatchdog({
    limitMs: surroundings.watchdogMs,
    notifySocket: surroundings.notifySocket,
    libc: libc.ok ? libc.value : undefined,
    threads: engine.threads,
    mainRow,
    canAnswer: createSelfCheck(snapshot),
    monitor,
    notifier,
    logger,
  });
  const signed = keepSigned(publisher, { clock, logger });
  const daemon: Daemon = {
    get endpoints() {
      return sockets.endpoints;
    },
    get zones() {
      return publisher.zones;
    },
    monitor,
    counters,
    hand,
    get descriptors() {
      return shares.budget;
    },
    status,
    explain: (request) =>
      explainName(request, {
        content: current.content,
        timing: current.timing,
        zones: publisher.zones,
        image: snapshot.image,
        hand,
        decide: (resolution, verdicts) => publisher.decide(resolution, verdicts),
        reports: monitor.report(),
        isNetworkSuspect: monitor.reportNetwork().trust === 'suspect',
        holdOf: (target) => watch.damper.holdOf(target),
      }),
    reload(next) {
      // One after the other: two at once would each let go what the other one needs.
      const result = reloading.then(() => reload(next));
      reloading = result;
      return result;
    },
    atLongWork: (work) => watchdog.atLongWork(work),
    async stop() {
      isStopping = true;
      notifier.stopping();
      statusLine.stop();
      signed.stop();
      hand.stop();
      // It asks threads that end with the sockets.
      await watchdog.stop();
      await sockets.close();
      memory.stop();
      watch.stop();
    },
  };
  await surroundings.beforeReady?.(daemon);
  notifier.ready();
  shares.tell();
  logServing(statusLine.tell(), logger);
  return succeed(daemon);
}

/** The targets that any of these has, at the pace of the last one. */
function watchedOf(configs: readonly [...LoadedConfig[], LoadedConfig]): Watched {
  const { health, flapping } = configs.at(-1) as LoadedConfig;
  const targets = configs.flatMap(({ content }) => content?.resolutions ?? []).flatMap(targetsOf);
  return { targets, health, flapping };
}

async function openAll(
  sockets: Sockets,
  config: LoadedConfig,
  { inherited = [] }: DaemonSurroundings,
): Promise<readonly string[]> {
  const problems = inherited.length > 0 ? await sockets.adopt(inherited) : [];
  if (problems.length > 0) return problems;
  const listening = await sockets.listen(config.listen);
  return listening.ok ? [] : listening.problem.map(printListenProblem);
}

const stoppingFinding: Finding = {
  severity: 'error',
  path: 'reload',
  message: 'came while the daemon was ending',
};

function toFinding(problem: ListenProblem): Finding {
  return { severity: 'error', path: 'listen', message: printListenProblem(problem) };
}

function logServing(status: Status, logger: Logger): void {
  const { zones, endpoints, targets, udp } = status;
  if (zones.length === 0) {
    logger.warning(
      { event: 'ready-without-zone' },
      `answering REFUSED to everything: ${printStatusLine(status)}`,
    );
    return;
  }
  if (targets.total > 0 && targets.list.every(({ state }) => state !== 'up')) {
    logger.warning(
      { event: 'all-targets-down' },
      `none of the ${targets.total} targets answered the first probe`,
    );
  }
  logger.info(
    { event: 'serving', zones, serial: status.serial, endpoints, udp },
    `${printStatusLine(status)}, on ${endpoints.join(', ')}, UDP by ${udp.engine}`,
  );
}
