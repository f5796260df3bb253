// The operator's window on a daemon: its thread, and the desk that brings it the news. Without it nothing is shown or notified, and
// nothing else changes.

import { type Clock, systemClock } from '../base/clock.ts';
import { invariant } from '../base/invariant.ts';
import type { Logger } from '../base/logger.ts';
import type { Result } from '../base/result.ts';
import type { ControlReply } from '../control/control-server.ts';
import type { ExplainProblem, Explanation } from '../control/protocol/explanation.ts';
import type { NotificationsStatus } from '../control/protocol/notifications.ts';
import type { WindowStatus } from '../control/protocol/window.ts';
import type { Decider } from '../health/deciding/decider.ts';
import type { Target } from '../health/target.ts';
import type { HealthWatch } from '../health/watching/health-watch.ts';
import type { OpenFiles } from '../linux/open-files.ts';
import type { Publisher } from '../publishing/publisher.ts';
import type { ExplainRequest } from '../reporting/explain/explain-name.ts';
import type { Happenings } from '../reporting/news/happenings.ts';
import { NewsDesk } from '../reporting/news/news-desk.ts';
import { VitalsGauge } from '../reporting/vitals-gauge.ts';
import type { Liveness } from '../window/http/health-routes.ts';
import type { WindowRequest } from '../window/http/router.ts';
import type { Summary } from '../window/model/news.ts';
import type { Answer, Question } from '../window/window-protocol.ts';
import type { WindowSettings } from '../window/window-settings.ts';
import { WindowThread } from '../window/window-thread.ts';
import type { HttpSockets } from './http-sockets.ts';

export interface WindowParts {
  readonly clock?: Clock | undefined;
  readonly logger: Logger;
  readonly happenings: Happenings;
  readonly publisher: Publisher;
  readonly watch: HealthWatch;
  readonly decider: Decider;
  /** From the service manager. */
  readonly httpSockets: HttpSockets;
  /** Absent: no limit. */
  readonly readOpenFiles?: (() => OpenFiles | undefined) | undefined;
  /** Each resolves once its threads that answer, if there are any, have come round. */
  readonly threadsTurned: readonly (() => Promise<void>)[];
}

/** What a running daemon says about itself. */
export interface WindowSources {
  readonly summarize: () => Summary;
  /** The counters, summed over all threads. */
  readonly count: () => Float64Array;
  readonly explain: (request: ExplainRequest) => Result<Explanation, ExplainProblem>;
  readonly liveness: () => Liveness;
}

export class DaemonWindow {
  readonly #desk: NewsDesk;
  readonly #thread: WindowThread;
  readonly #threadsTurned: WindowParts['threadsTurned'];
  readonly #vitals: VitalsGauge;
  #sources: WindowSources | undefined;

  constructor({
    clock = systemClock,
    logger,
    httpSockets,
    readOpenFiles = () => undefined,
    threadsTurned,
    ...parts
  }: WindowParts) {
    this.#threadsTurned = threadsTurned;
    this.#thread = new WindowThread({
      clock,
      logger,
      listeners: httpSockets,
      answer: (question) => this.#answer(question),
      onBegun: () => this.#desk.bringAll(),
      countFreeFiles() {
        const files = readOpenFiles();
        return files === undefined ? Number.POSITIVE_INFINITY : files.limit - files.open;
      },
    });
    this.#vitals = new VitalsGauge(parts.watch.monitor.lateness, clock);
    this.#desk = new NewsDesk({
      ...parts,
      clock,
      bring: (news) => this.#thread.bring(news),
      summarize: () => this.#given.summarize(),
      count: () => this.#given.count(),
      readVitals: () => this.#vitals.read(),
    });
  }

  /** Once DNS is served: the first answer does not wait for the window. */
  start(settings: WindowSettings, sources: WindowSources): void {
    this.#sources = sources;
    this.#vitals.start();
    this.#thread.start(settings);
    this.#desk.start();
  }

  apply(settings: WindowSettings): void {
    this.#thread.apply(settings);
  }

  /** Its verdict, the reason for it, or a hold on it. */
  targetChanged(target: Target): void {
    if (this.#sources !== undefined) this.#desk.targetChanged(target);
  }

  /** Whether our own network is trusted. */
  summaryChanged(): void {
    if (this.#sources !== undefined) this.#desk.summaryChanged();
  }

  published(): void {
    if (this.#sources !== undefined) this.#desk.published();
  }

  /** From the control socket. */
  request(request: WindowRequest): Promise<ControlReply> {
    return this.#thread.request(request);
  }

  /** Sends a test message to each receiver. */
  testNotifications(): Promise<ControlReply> {
    return this.#thread.request({ target: '/v1/notifications/test', headers: {} }, 'command');
  }

  get notifications(): NotificationsStatus | undefined {
    return this.#thread.notifications;
  }

  get status(): WindowStatus {
    return this.#thread.status;
  }

  async stop(): Promise<void> {
    this.#vitals.stop();
    this.#desk.stop();
    await this.#thread.stop();
  }

  #answer(question: Question): Answer | Promise<Answer> {
    switch (question.kind) {
      case 'explain': {
        const explained = this.#given.explain({ name: question.name, ifDown: [] });
        return explained.ok
          ? { kind: 'explanation', explanation: explained.value }
          : { kind: 'unexplained', problem: explained.problem };
      }
      case 'ready':
        return Promise.all(this.#threadsTurned.map((turned) => turned())).then(() => ({
          kind: 'ready',
          liveness: this.#given.liveness(),
        }));
    }
  }

  get #given(): WindowSources {
    invariant(this.#sources !== undefined, 'the window asks once it is open');
    return this.#sources;
  }
}
