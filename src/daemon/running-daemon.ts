// A daemon that serves: what it offers, how reloads are queued, and the order in which it stops.
//
//   stop:  heartbeats ended -> sockets closed -> verdicts and zones saved -> probes and lookups ended

import { type Result, succeed } from '../base/result.ts';
import { SerialQueue } from '../base/serial-queue.ts';
import type { Finding } from '../config/findings/finding.ts';
import type { ControlReply } from '../control/control-server.ts';
import type { ExplainProblem, Explanation } from '../control/protocol/explanation.ts';
import type { ForeseenReload } from '../control/protocol/reload.ts';
import type { Status } from '../control/protocol/status.ts';
import type { Monitor } from '../health/watching/monitor.ts';
import type { OperatorHand } from '../operating/operator-hand.ts';
import { keepSigned } from '../publishing/keep-signed.ts';
import type { LoadedConfig } from '../publishing/loading/load-config.ts';
import { type ExplainRequest, explainName } from '../reporting/explain/explain-name.ts';
import { foreseeReload } from '../reporting/foresee-reload.ts';
import { printStatusLine } from '../reporting/print-status.ts';
import { makeLineFacts, makeStatus, makeSummary, type StatusSources } from '../reporting/status.ts';
import { ZoneReports } from '../reporting/zone-reports.ts';
import { createSelfCheck } from '../serving/answering/own-question.ts';
import type { CounterTable } from '../serving/counters.ts';
import type { AcmeHand } from '../updating/acme-hand.ts';
import type { WindowRequest } from '../window/http/router.ts';
import type { WindowSettings } from '../window/window-settings.ts';
import type { Endpoint } from '../wire/endpoint.ts';
import type { Zone } from '../zone/zone.ts';
import type { Daemon, DaemonSurroundings } from './daemon.ts';
import type { DescriptorBudget } from './descriptor-budget.ts';
import { longestAddressTtlSeconds } from './facts-of-config.ts';
import { findAwaitingRestart } from './find-awaiting-restart.ts';
import { HostChanges } from './host-changes.ts';
import type { ToRemember } from './memory-keeper.ts';
import type { Parts } from './parts.ts';
import { followHosts, replaceConfig } from './replace-config.ts';
import { startWatchdog, type Watchdog } from './watchdog/watchdog.ts';
import { windowSettingsOf } from './window-settings.ts';

export class RunningDaemon implements Daemon {
  readonly #parts: Parts;
  readonly #surroundings: DaemonSurroundings;
  readonly #startedSeconds: number;
  /** One at a time: two at once would each drop what the other one needs. */
  readonly #reloads = new SerialQueue();
  readonly #started: LoadedConfig;
  /** As it was read, without the addresses of hosts. */
  #configured: LoadedConfig;
  /** The same with them. */
  #served: LoadedConfig;
  readonly #hostChanges: HostChanges;
  readonly #zones: ZoneReports;
  #isStopping = false;
  #watchdog: Watchdog | undefined;
  #signed: { stop(): void } | undefined;

  constructor(parts: Parts, config: LoadedConfig, surroundings: DaemonSurroundings) {
    this.#parts = parts;
    this.#surroundings = surroundings;
    this.#started = config;
    this.#configured = config;
    this.#served = config;
    this.#hostChanges = new HostChanges({ ...parts, apply: () => this.#followHosts() });
    this.#startedSeconds = parts.clock.wallSeconds();
    this.#zones = new ZoneReports(parts.clock, parts.publisher);
    parts.statusLine.start(() => makeLineFacts(this.#statusSources));
  }

  /** Before the sockets are: a crash right after the first answer must not have its serial used again. */
  async beforeServing(): Promise<void> {
    await this.#parts.memory.saveFirst(this.#toRemember);
  }

  /** Once the sockets are open: verdicts are saved, overrides expire, signatures are renewed, heartbeats sent. */
  start(served: LoadedConfig): void {
    this.#served = served;
    const { hosts, keeper, hand, memory, publisher, watch, snapshot, engine, streams, tls, mainRow } =
      this.#parts;
    const { clock, logger, notifier, libc, shared, limitLog } = this.#parts;
    limitLog.start();
    this.#zones.start();
    this.#parts.frontEndLog.start();
    shared.start(served);
    this.#parts.certificates.apply(served.tlsIdentity);
    keeper.setPublishedTtl(longestAddressTtlSeconds(served));
    hand.start();
    memory.start(this.#toRemember);
    hosts.tell(() => this.#hostChanges.changed());
    // What was found between the first publication and now.
    this.#hostChanges.changed();
    this.#watchdog = startWatchdog({
      limitMs: this.#surroundings.watchdogMs,
      notifySocket: this.#surroundings.notifySocket,
      libc: libc.ok ? libc.value : undefined,
      threads: engine.threads,
      streams: [streams.life, tls.life],
      mainRow,
      canAnswer: createSelfCheck(snapshot),
      monitor: watch.monitor,
      notifier,
      logger,
    });
    this.#parts.longWork.announceTo(this.#watchdog);
    this.#signed = keepSigned(publisher, { clock, logger });
  }

  readonly #toRemember = (): ToRemember => {
    const { publisher, watch, decider, hosts } = this.#parts;
    return {
      serials: publisher.serials,
      reports: watch.monitor.report(),
      heldSince: (target) => watch.damper.holdOf(target)?.sinceSeconds,
      lastHealthy: decider.lastHealthy.all,
      hosts: hosts.known,
    };
  };

  get endpoints(): readonly Endpoint[] {
    return this.#parts.sockets.endpoints;
  }

  get zones(): readonly Zone[] {
    return this.#parts.publisher.zones;
  }

  get monitor(): Monitor {
    return this.#parts.watch.monitor;
  }

  get counters(): CounterTable {
    return this.#parts.counters;
  }

  get hand(): OperatorHand {
    return this.#parts.hand;
  }

  get acme(): AcmeHand {
    return this.#parts.updates.acme;
  }

  get descriptors(): DescriptorBudget {
    return this.#parts.shares.budget;
  }

  status(): Status {
    return makeStatus(this.#statusSources);
  }

  get #statusSources(): StatusSources {
    const { sockets, counters, shares, hosts, updates, shared, ...parts } = this.#parts;
    return {
      ...parts,
      config: this.#served,
      zones: this.#zones,
      hosts: hosts.report(),
      followers: shared.followers,
      updates: updates.describe(),
      notifications: this.#parts.window?.notifications,
      window: this.#parts.window?.status,
      endpoints: sockets.endpoints,
      tlsEndpoints: sockets.tlsEndpoints,
      counters: counters.sum(),
      startedSeconds: this.#startedSeconds,
      descriptors: shares.describe(),
    };
  }

  get #windowSettings(): WindowSettings {
    return windowSettingsOf(this.#served, this.#surroundings.window ?? {}, this.descriptors);
  }

  /** Once it is served. */
  openWindow(): void {
    const { window } = this.#parts;
    window?.start(this.#windowSettings, {
      summarize: () => makeSummary(this.#statusSources),
      count: () => this.counters.sum(),
      explain: (request) => this.explain(request),
      liveness: () => ({ zones: this.zones.length, isStandIn: this.#served.standsIn !== undefined }),
    });
  }

  view(request: WindowRequest): Promise<ControlReply> | undefined {
    return this.#parts.window?.request(request);
  }

  testNotifications(): Promise<ControlReply> | undefined {
    return this.#parts.window?.testNotifications();
  }

  reopenLogs(): void {
    this.#parts.queryLog.reopen();
  }

  explain(request: ExplainRequest): Result<Explanation, ExplainProblem> {
    const { publisher, snapshot, decider, hosts, watch } = this.#parts;
    return explainName(request, {
      groups: publisher.groups,
      names: publisher.names,
      image: snapshot.image,
      decider,
      reportOf: (target) => watch.monitor.reportOf(target),
      hosts: hosts.report(),
      isNetworkSuspect: watch.monitor.reportNetwork().trust === 'suspect',
      holdOf: (target) => watch.damper.holdOf(target),
    });
  }

  reload(next: LoadedConfig): Promise<Result<void, readonly Finding[]>> {
    return this.#reloads.run(async () => {
      const { publisher, statusLine, logger } = this.#parts;
      const isStopping = () => this.#isStopping;
      const replaced = await replaceConfig(this.#parts, { current: this.#served, next, isStopping });
      if (!replaced.ok) return replaced;
      this.#configured = next;
      this.#served = replaced.value;
      this.#parts.window?.apply(this.#windowSettings);
      this.#parts.window?.published();
      const status = this.status();
      statusLine.send(status);
      logger.info({ event: 'reloaded', serial: publisher.serial }, `reloaded; ${printStatusLine(status)}`);
      return succeed(undefined);
    });
  }

  /** Not while a reload is under way, which looks up hosts itself. */
  #followHosts(): Promise<void> {
    return this.#reloads.run(async () => {
      if (this.#isStopping) return;
      this.#served = await followHosts(this.#parts, {
        served: this.#served,
        configured: this.#configured,
        isStopping: () => this.#isStopping,
      });
      this.#parts.window?.published();
    });
  }

  /** With the addresses that hosts have now; those of new ones are not looked up. */
  foresee(config: LoadedConfig): ForeseenReload {
    const { publisher, decider, hosts } = this.#parts;
    return foreseeReload(publisher.groups, hosts.expand(config).zones, decider);
  }

  awaitingRestart(next: LoadedConfig): readonly Finding[] {
    return findAwaitingRestart({ config: this.#started, engine: this.#parts.engine.name }, next);
  }

  atLongWork<Value>(work: () => Promise<Value>): Promise<Value> {
    return this.#parts.longWork.run(work);
  }

  async stop(): Promise<void> {
    const { notifier, statusLine, limitLog, hand, updates, sockets, cookies, memory, shared, hosts, watch } =
      this.#parts;
    this.#isStopping = true;
    this.#parts.certificates.stop();
    notifier.stopping();
    statusLine.stop();
    limitLog.stop();
    this.#zones.stop();
    this.#parts.frontEndLog.stop();
    this.#signed?.stop();
    hand.stop();
    await this.#parts.window?.stop();
    shared.stopTelling();
    // Before the sockets: it queries threads that end with them.
    await this.#watchdog?.stop();
    // Whoever was promised an answer gets it while there are sockets.
    await updates.stop();
    await sockets.close();
    // Now nobody answers any more.
    await this.#parts.queryLog.stop();
    cookies.stop();
    memory.stop();
    shared.keep();
    this.#hostChanges.stop();
    hosts.stop();
    watch.stop();
  }
}
