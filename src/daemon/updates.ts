// Updates of zones in a running daemon: what is kept of them, who answers them, what the log and status say of them.

import type { AnswerRequest } from '../attending/request.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { UpdatesStatus } from '../control/protocol/updates.ts';
import type { LoadedConfig } from '../publishing/loading/load-config.ts';
import type { Publisher } from '../publishing/publisher.ts';
import { AcmeHand } from '../updating/acme-hand.ts';
import { createUpdateAnswerer } from '../updating/answer-update.ts';
import { describeUpdates } from '../updating/describe-updates.ts';
import { ShadowLog } from '../updating/shadow-log.ts';
import { UpdateLog } from '../updating/update-log.ts';
import { UpdateStore } from '../updating/update-store.ts';
import { type AtLongWork, Updater } from '../updating/updater.ts';

export interface KeptUpdates {
  readonly path: string;
  /** A reboot forgets it: there is no state directory. */
  readonly isVolatile: boolean;
}

export interface UpdatesParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly publisher: Publisher;
  /** Resolves when every thread answers from what was published. */
  readonly servedEverywhere: () => Promise<void>;
  /** Announces to the watchdog what may take seconds. */
  readonly atLongWork: AtLongWork;
  readonly onUpdated: () => void;
}

export class Updates {
  readonly acme: AcmeHand;
  /** Answers UPDATE messages. */
  readonly answer: AnswerRequest;
  readonly #kept: KeptUpdates | undefined;
  readonly #parts: UpdatesParts;
  readonly #store: UpdateStore;
  readonly #updater: Updater;
  readonly #log: UpdateLog;
  readonly #shadows: ShadowLog;
  /** Any zone may be updated. */
  #isWanted = false;

  constructor(kept: KeptUpdates | undefined, parts: UpdatesParts) {
    this.#kept = kept;
    this.#parts = parts;
    this.#store = new UpdateStore(kept?.path, parts);
    this.#updater = new Updater({ ...parts, store: this.#store });
    this.#log = new UpdateLog(parts);
    this.#shadows = new ShadowLog(parts.logger);
    const dependencies = { updater: this.#updater, log: this.#log };
    this.answer = createUpdateAnswerer(dependencies);
    this.acme = new AcmeHand(dependencies);
  }

  /** Before anything is published. */
  start(): Promise<void> {
    return this.#updater.start();
  }

  /** Once a configuration is served. */
  apply({ zones }: LoadedConfig): void {
    const wasWanted = this.#isWanted;
    this.#isWanted = zones.some(({ updates = [] }) => updates.length > 0);
    if (this.#isWanted && !wasWanted) this.#warn();
    this.#shadows.tell(this.#updater.zones, this.#parts.publisher.groups);
  }

  /** Absent while nobody may update anything, and nothing was. */
  describe(): UpdatesStatus | undefined {
    const { zones } = this.#updater;
    if (!this.#isWanted && [...zones.values()].every(({ nodes }) => nodes.size === 0)) return undefined;
    const { problem } = this.#store;
    const described = describeUpdates(zones, this.#parts.publisher.groups);
    return { zones: described, ...this.#log.counts, ...(problem !== undefined && { problem }) };
  }

  stop(): Promise<void> {
    return this.#updater.stop();
  }

  #warn(): void {
    const { logger } = this.#parts;
    const { problem } = this.#store;
    if (problem !== undefined)
      logger.warning(
        { event: 'updates-off', reason: problem },
        `no update is accepted: ${problem}; systemd gives one with StateDirectory=, or name one with --runtime-directory`,
      );
    else if (this.#kept?.isVolatile)
      logger.warning(
        { event: 'updates-volatile', path: this.#kept.path },
        `updates are kept in ${this.#kept.path}, which a reboot may empty; systemd gives a lasting place with StateDirectory=`,
      );
  }
}
