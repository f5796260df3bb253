// A daemon as seen from outside: what it needs to start, and what it offers while it serves.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Random } from '../base/random.ts';
import type { Result } from '../base/result.ts';
import type { Finding } from '../config/findings/finding.ts';
import type { ControlReply } from '../control/control-server.ts';
import type { ExplainProblem, Explanation } from '../control/protocol/explanation.ts';
import type { ForeseenReload } from '../control/protocol/reload.ts';
import type { Status } from '../control/protocol/status.ts';
import type { Monitor } from '../health/watching/monitor.ts';
import type { Libc } from '../linux/libc.ts';
import type { OpenFiles } from '../linux/open-files.ts';
import type { OperatorHand } from '../operating/operator-hand.ts';
import type { LoadedConfig } from '../publishing/loading/load-config.ts';
import type { ExplainRequest } from '../reporting/explain/explain-name.ts';
import type { Happenings } from '../reporting/news/happenings.ts';
import type { CounterTable } from '../serving/counters.ts';
import type { InheritedSocket } from '../systemd/inherited-sockets.ts';
import type { Notifier } from '../systemd/notifier.ts';
import type { AcmeHand } from '../updating/acme-hand.ts';
import type { WindowRequest } from '../window/http/router.ts';
import type { Endpoint } from '../wire/endpoint.ts';
import type { Zone } from '../zone/zone.ts';
import type { DescriptorBudget } from './descriptor-budget.ts';
import type { KeptUpdates } from './updates.ts';
import type { WindowSurroundings } from './window-settings.ts';

export interface Daemon {
  /** Where UDP is answered, with the actual port if port 0 was configured. */
  readonly endpoints: readonly Endpoint[];
  readonly zones: readonly Zone[];
  readonly monitor: Monitor;
  readonly counters: CounterTable;
  /** Begins and ends overrides for operators. */
  readonly hand: OperatorHand;
  /** Sets and clears texts for certificate authorities. */
  readonly acme: AcmeHand;
  readonly descriptors: DescriptorBudget;
  status(): Status;
  /** Why a name is answered as it is. */
  explain(request: ExplainRequest): Result<Explanation, ExplainProblem>;
  /** What the window shows; nothing if there is none. */
  view(request: WindowRequest): Promise<ControlReply> | undefined;
  /** Sends everybody who is told of news a message; nothing if there is no window. */
  testNotifications(): Promise<ControlReply> | undefined;
  /** Applies a new configuration, or changes nothing and says why. */
  reload(config: LoadedConfig): Promise<Result<void, readonly Finding[]>>;
  /** What a reload with this configuration would change now. */
  foresee(config: LoadedConfig): ForeseenReload;
  /** What a reload with it would leave as it is until the next start: warnings. */
  awaitingRestart(config: LoadedConfig): readonly Finding[];
  /** Files that are written to may have been moved away. */
  reopenLogs(): void;
  /** For work that may block the main thread for a while: the watchdog is more patient meanwhile. */
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
  /** Limit and number of open files; absent: no limit. */
  readonly readOpenFiles?: () => OpenFiles | undefined;
  /** How long the service manager waits for a heartbeat; absent if it does not watch. */
  readonly watchdogMs?: number | undefined;
  /** Where heartbeats go; without it the notifier sends them. */
  readonly notifySocket?: string | undefined;
  /** What else must be set up before readiness is announced. */
  readonly beforeReady?: (daemon: Daemon) => Promise<void>;
  /** Where verdicts are saved; absent: nowhere. */
  readonly memoryPath?: string | undefined;
  /** Where zones are saved that others follow; absent: nowhere. */
  readonly zonesPath?: string | undefined;
  /** Where secrets of cookies are saved; absent: a restart forgets them. */
  readonly cookieSecretsPath?: string | undefined;
  /** Where overrides are saved; absent: a restart forgets them. */
  readonly overridesPath?: string | undefined;
  /** Absent: nothing is shown, kept or told. */
  readonly window?: OpenWindow | undefined;
  /** Where what updates made is kept; absent: no update is accepted. */
  readonly updates?: KeptUpdates | undefined;
}

export interface OpenWindow extends WindowSurroundings {
  /** Heard by the logger, too. */
  readonly happenings: Happenings;
}

/** Why the daemon does not start. */
export interface StartProblem {
  readonly event: 'listen-failed' | 'descriptors-short';
  readonly message: string;
}
