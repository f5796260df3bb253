// Tells the log that replies are limited, and who would have got most of them: soon after it begins, and once a minute while it
// goes on. A flood is worth a line, and never a line for each packet.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { repeatEvery } from '../base/repeat-every.ts';
import { Counter, type CounterRow, countAt } from '../serving/counters.ts';
import type { LimitedNetwork, LimitedNetworks } from '../serving/rules/limited-networks.ts';
import { printIpPrefix } from '../wire/ip-prefix.ts';

/** A flood is seen within that. */
const lookMs = 5000;
const repeatMs = 60_000;
const networksMax = 5;
/** Others are noise beside a flood. */
const shareMin = 0.01;

export interface LimitLogSources {
  readonly clock: Clock;
  readonly logger: Logger;
  /** The counters of all threads, together. */
  readonly count: () => CounterRow;
  readonly limited: LimitedNetworks;
}

interface Counts {
  readonly slipped: number;
  readonly dropped: number;
}

export class LimitLog {
  readonly #from: LimitLogSources;
  #callOff: (() => void) | undefined;
  /** As the log knows them. */
  #told: Counts = { slipped: 0, dropped: 0 };
  #toldMs = Number.NEGATIVE_INFINITY;
  /** When there was nothing that the log did not know. */
  #quietMs: number;

  constructor(sources: LimitLogSources) {
    this.#from = sources;
    this.#quietMs = sources.clock.monotonicMs();
  }

  start(): void {
    this.#callOff = repeatEvery(this.#from.clock, lookMs, () => this.#look());
  }

  /** What the log does not know yet is said. */
  stop(): void {
    this.#callOff?.();
    this.#toldMs = Number.NEGATIVE_INFINITY;
    this.#look();
  }

  #look(): void {
    const nowMs = this.#from.clock.monotonicMs();
    const row = this.#from.count();
    const all: Counts = {
      slipped: countAt(row, Counter.slipped),
      dropped: countAt(row, Counter.droppedLimited),
    };
    const slipped = all.slipped - this.#told.slipped;
    const dropped = all.dropped - this.#told.dropped;
    if (slipped + dropped > 0) {
      if (nowMs - this.#toldMs < repeatMs) return;
      this.#tell({ slipped, dropped }, nowMs - this.#quietMs);
      this.#told = all;
      this.#toldMs = nowMs;
    }
    this.#quietMs = nowMs;
  }

  #tell({ slipped, dropped }: Counts, duringMs: number): void {
    const worst = this.#from.limited
      .take()
      .filter(({ share }) => share >= shareMin)
      .slice(0, networksMax);
    const networks = worst.map(({ prefix }) => printIpPrefix(prefix));
    const whom = worst.length === 0 ? '' : `; most for ${worst.map(printNetwork).join(', ')}`;
    this.#from.logger.warning(
      { event: 'replies-limited', slipped, dropped, networks },
      `limited ${slipped + dropped} replies within ${Math.ceil(duringMs / 1000)} s: ${slipped} truncated, ${dropped} dropped${whom}`,
    );
  }
}

/** `198.51.100.0/24 (81 %)` */
function printNetwork({ prefix, share }: LimitedNetwork): string {
  return `${printIpPrefix(prefix)} (${Math.round(100 * share)} %)`;
}
