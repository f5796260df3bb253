// Says who was refused, but not again and again: a secondary that is not allowed asks every few seconds, a stranger a
// thousand times a second. Refuses to know why.

import type { Clock } from '../../base/clock.ts';
import type { LogFields, Logger } from '../../base/logger.ts';

/** Long enough for a log to stay readable, short enough for whoever watches it while trying. */
const quietMs = 60_000;
/** Peers remembered; while there are more, new ones go unmentioned. */
const peersMax = 256;

export class RefusalLog {
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** When a peer was last mentioned, in that order. */
  readonly #mentionedMs = new Map<string, number>();

  constructor({ clock, logger }: { readonly clock: Clock; readonly logger: Logger }) {
    this.#clock = clock;
    this.#logger = logger;
  }

  mention(peer: string, fields: LogFields, message: string): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [known, atMs] of this.#mentionedMs) {
      if (nowMs - atMs < quietMs) break;
      this.#mentionedMs.delete(known);
    }
    if (this.#mentionedMs.has(peer) || this.#mentionedMs.size >= peersMax) return;
    this.#mentionedMs.set(peer, nowMs);
    this.#logger.info(fields, message);
  }
}
