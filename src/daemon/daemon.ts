// What a daemon is to others: what it needs around it to start, and what can be asked of it while it serves.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Random } from '../base/random.ts';
import type { Result } from '../base/result.ts';
import type { Finding } from '../config/finding.ts';
import type { ExplainProblem, Explanation } from '../control/protocol/explanation.ts';
import type { Status } from '../control/protocol/status.ts';
import type { Monitor } from '../health/watching/monitor.ts';
import type { Libc } from '../linux/libc.ts';
import type { OpenFiles } from '../linux/open-files.ts';
import type { OperatorHand } from '../operating/operator-hand.ts';
import type { LoadedConfig } from '../publishing/load-config.ts';
import type { ExplainRequest } from '../reporting/explain/explain-name.ts';
import type { CounterTable } from '../serving/counters.ts';
import type { InheritedSocket } from '../systemd/inherited-sockets.ts';
import type { Notifier } from '../systemd/notifier.ts';
import type { Endpoint } from '../wire/endpoint.ts';
import type { Zone } from '../zone/zone.ts';
import type { DescriptorBudget } from './descriptor-budget.ts';

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
