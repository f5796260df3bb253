// Saves the verdicts while the daemon runs, and recalls them at the start.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { AddressesByName } from '../health/deciding/last-healthy.ts';
import type { Target } from '../health/target.ts';
import type { RememberedVerdict } from '../health/watching/monitor.ts';
import type { TargetReport } from '../health/watching/watch.ts';
import type { Name } from '../wire/name.ts';
import { type Memory, readMemory, writeMemory, writeMemorySync } from './memory.ts';

/** A change is on disk after this long; many changes in that time cost one write. */
const saveWithinMs = 1000;
/** Saved even when nothing changes: the file's age tells whether it can be believed. */
const saveEveryMs = 10_000;
/** How old it may be: a restart takes seconds, and two intervals of not looking would be our own fault. */
const ageSecondsMin = 60;
const ageIntervals = 2;

export interface Recalled {
  readonly serials: ReadonlyMap<Name, number>;
  readonly verdicts: ReadonlyMap<string, RememberedVerdict>;
  readonly lastHealthy: AddressesByName;
}

export interface Memorable {
  readonly serials: ReadonlyMap<Name, number>;
  readonly reports: readonly TargetReport[];
  /** Of targets that go up and down too often: since when they are held down. */
  readonly heldSince: (target: Target) => number | undefined;
  readonly lastHealthy: AddressesByName;
}

export class MemoryKeeper {
  readonly #path: string | undefined;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #source: (() => Memorable) | undefined;
  #callOff: (() => void) | undefined;
  #isSaving = false;
  /** Since the last save; whatever else changes before the next one is saved along. */
  #isChanged = false;
  #hasComplained = false;

  constructor(
    path: string | undefined,
    { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
  ) {
    this.#path = path;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** `hosted`: what the zone of a file is taken for that names none. */
  recall(intervalMs: number, hosted?: Name): Recalled {
    const nothing: Recalled = { serials: new Map(), verdicts: new Map(), lastHealthy: new Map() };
    if (this.#path === undefined) return nothing;
    const read = readMemory(this.#path, hosted);
    if (!read.ok) {
      this.#logger.warning(
        { event: 'verdicts-unreadable', path: this.#path },
        `${this.#path} ${read.problem}; starting without remembered verdicts`,
      );
      return nothing;
    }
    if (read.value === undefined) return nothing;
    const { savedAtSeconds, serials, verdicts, lastHealthy } = read.value;
    const ageSeconds = this.#clock.wallSeconds() - savedAtSeconds;
    const ageSecondsMax = Math.max(ageSecondsMin, (ageIntervals * intervalMs) / 1000);
    // Serials go on from where they were, however long ago that is, and what was healthy last still was the last.
    if (ageSeconds < 0 || ageSeconds > ageSecondsMax) return { ...nothing, serials, lastHealthy };
    this.#logger.info(
      { event: 'verdicts-restored', count: verdicts.size, ageSeconds },
      `starting from ${verdicts.size} verdicts that are ${ageSeconds} s old`,
    );
    return { serials, verdicts, lastHealthy };
  }

  start(source: () => Memorable): void {
    if (this.#path === undefined) return;
    this.#source = source;
    this.#saveAfter(saveWithinMs);
  }

  /** Something changed. */
  touch(): void {
    if (this.#source === undefined || this.#isChanged) return;
    this.#isChanged = true;
    if (!this.#isSaving) this.#saveAfter(saveWithinMs);
  }

  stop(): void {
    this.#callOff?.();
    const memory = this.#collect();
    this.#source = undefined;
    if (this.#path === undefined || memory === undefined) return;
    const written = writeMemorySync(this.#path, memory);
    if (!written.ok) this.#complain(written.problem);
  }

  #saveAfter(delayMs: number): void {
    this.#callOff?.();
    this.#callOff = this.#clock.after(delayMs, () => void this.#save());
  }

  async #save(): Promise<void> {
    const memory = this.#collect();
    if (this.#path === undefined || memory === undefined) return;
    this.#isSaving = true;
    this.#isChanged = false;
    const written = await writeMemory(this.#path, memory, () => this.#source === undefined);
    if (!written.ok) this.#complain(written.problem);
    this.#isSaving = false;
    if (this.#source !== undefined) this.#saveAfter(this.#isChanged ? saveWithinMs : saveEveryMs);
  }

  #collect(): Memory | undefined {
    if (this.#source === undefined) return undefined;
    const { serials, reports, heldSince, lastHealthy } = this.#source();
    const verdicts = new Map<string, RememberedVerdict>();
    for (const { target, verdict, sinceSeconds } of reports) {
      if (verdict === 'unknown' || sinceSeconds === undefined) continue;
      const heldSinceSeconds = heldSince(target);
      const hold = heldSinceSeconds === undefined ? {} : { heldSinceSeconds };
      verdicts.set(target.key, { verdict, sinceSeconds, ...hold });
    }
    return { savedAtSeconds: this.#clock.wallSeconds(), serials, verdicts, lastHealthy };
  }

  #complain(reason: string): void {
    if (this.#hasComplained) return;
    this.#hasComplained = true;
    this.#logger.warning(
      { event: 'verdicts-unwritable', path: this.#path, reason },
      `cannot save verdicts in ${this.#path} (${reason}); a restart will begin with a health round`,
    );
  }
}
