// Saves verdicts while the daemon runs, and recalls them at the start.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { AddressesByName } from '../health/deciding/last-healthy.ts';
import type { Target } from '../health/target.ts';
import type { RememberedVerdict } from '../health/watching/monitor.ts';
import type { TargetReport } from '../health/watching/watch.ts';
import type { KnownHosts } from '../hosts/host-watch.ts';
import type { Name } from '../wire/name.ts';
import { type Memory, readMemory, writeMemory, writeMemorySync } from './memory.ts';

/** A change is on disk within this time; all changes in between cost one write. */
const saveWithinMs = 1000;
/** Saved even if nothing changes: the age of the file tells whether to believe it. */
const saveEveryMs = 10_000;
/** How old it may be: a restart takes seconds, and verdicts not probed for two intervals are stale. */
const ageSecondsMin = 60;
const ageIntervals = 2;

export interface Recalled {
  readonly serials: ReadonlyMap<Name, number>;
  readonly verdicts: ReadonlyMap<string, RememberedVerdict>;
  readonly lastHealthy: AddressesByName;
  readonly hosts: KnownHosts;
}

export interface ToRemember {
  readonly serials: ReadonlyMap<Name, number>;
  readonly reports: readonly TargetReport[];
  /** For targets held down for flapping. */
  readonly heldSince: (target: Target) => number | undefined;
  readonly lastHealthy: AddressesByName;
  readonly hosts: KnownHosts;
}

export class MemoryKeeper {
  readonly #path: string | undefined;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #source: (() => ToRemember) | undefined;
  #callOff: (() => void) | undefined;
  #isSaving = false;
  /** Since the last save. */
  #isChanged = false;
  #hasWarned = false;

  constructor(
    path: string | undefined,
    { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
  ) {
    this.#path = path;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** `hosted`: the zone of a file that names none. */
  recall(intervalMs: number, hosted?: Name): Recalled {
    const nothing: Recalled = {
      serials: new Map(),
      verdicts: new Map(),
      lastHealthy: new Map(),
      hosts: new Map(),
    };
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
    const { savedAtSeconds, serials, verdicts, lastHealthy, hosts } = read.value;
    const ageSeconds = this.#clock.wallSeconds() - savedAtSeconds;
    const ageSecondsMax = Math.max(ageSecondsMin, (ageIntervals * intervalMs) / 1000);
    // However old: serials continue, and what was known last of names and hosts still is.
    if (ageSeconds < 0 || ageSeconds > ageSecondsMax) return { ...nothing, serials, lastHealthy, hosts };
    this.#logger.info(
      { event: 'verdicts-restored', count: verdicts.size, ageSeconds },
      `starting with ${verdicts.size} remembered verdicts, ${ageSeconds} s old`,
    );
    return { serials, verdicts, lastHealthy, hosts };
  }

  /** Resolves once it is saved: what is served under a serial must never be served again under the same one. */
  async saveFirst(source: () => ToRemember): Promise<void> {
    if (this.#path === undefined) return;
    const written = await writeMemory(this.#path, this.#collect(source()));
    if (!written.ok) this.#warnOnce(written.problem);
  }

  start(source: () => ToRemember): void {
    if (this.#path === undefined) return;
    this.#source = source;
    this.#saveAfter(saveWithinMs);
  }

  /** To be called after a change. */
  touch(): void {
    if (this.#source === undefined || this.#isChanged) return;
    this.#isChanged = true;
    if (!this.#isSaving) this.#saveAfter(saveWithinMs);
  }

  stop(): void {
    this.#callOff?.();
    const source = this.#source;
    this.#source = undefined;
    if (this.#path === undefined || source === undefined) return;
    const written = writeMemorySync(this.#path, this.#collect(source()));
    if (!written.ok) this.#warnOnce(written.problem);
  }

  #saveAfter(delayMs: number): void {
    this.#callOff?.();
    this.#callOff = this.#clock.after(delayMs, () => void this.#save());
  }

  async #save(): Promise<void> {
    if (this.#path === undefined || this.#source === undefined) return;
    this.#isSaving = true;
    this.#isChanged = false;
    const written = await writeMemory(
      this.#path,
      this.#collect(this.#source()),
      () => this.#source === undefined,
    );
    if (!written.ok) this.#warnOnce(written.problem);
    this.#isSaving = false;
    if (this.#source !== undefined) this.#saveAfter(this.#isChanged ? saveWithinMs : saveEveryMs);
  }

  #collect({ serials, reports, heldSince, lastHealthy, hosts }: ToRemember): Memory {
    const verdicts = new Map<string, RememberedVerdict>();
    for (const { target, verdict, sinceSeconds } of reports) {
      if (verdict === 'unknown' || sinceSeconds === undefined) continue;
      const heldSinceSeconds = heldSince(target);
      const hold = heldSinceSeconds === undefined ? {} : { heldSinceSeconds };
      verdicts.set(target.key, { verdict, sinceSeconds, ...hold });
    }
    return { savedAtSeconds: this.#clock.wallSeconds(), serials, verdicts, lastHealthy, hosts };
  }

  #warnOnce(reason: string): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#logger.warning(
      { event: 'verdicts-unwritable', path: this.#path, reason },
      `cannot save verdicts in ${this.#path} (${reason}); a restart will have to probe before it answers`,
    );
  }
}
