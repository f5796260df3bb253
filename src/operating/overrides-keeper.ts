// Keeps the overrides in force: saves every change at once, recalls them at the start and ends them when they expire.
// Refuses to know what they do to answers.

import { renameSync } from 'node:fs';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import {
  findOverride,
  keyOfSubject,
  makeOverrides,
  noOverrides,
  type Override,
  type Overrides,
  printSubject,
  withOverride,
  withoutOverride,
} from '../health/deciding/overrides.ts';
import type { Name } from '../wire/name.ts';
import { type OverrideFile, readOverrideFile, writeOverrideFile } from './override-file.ts';

/** Overrides expire by wall clock, which may be set forward at any moment, so check at least this often. */
const checkIntervalMs = 60_000;

export interface RecalledOverrides {
  /** The largest TTL, counted from now, that earlier runs may have handed out; absent if unknown. */
  readonly earlierTtlSeconds: number | undefined;
  /** Overrides that expired while the daemon was not running. */
  readonly expired: readonly Override[];
}

export class OverridesKeeper {
  readonly #path: string | undefined;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #overrides: Overrides = noOverrides;
  /** Of drains, by subject: the monotonic time at which no cache holds a drained address any more. */
  readonly #clearAtMs = new Map<string, number>();
  #ttlSeconds: number | undefined;
  #heldUntilSeconds = 0;
  #onExpired: ((override: Override) => void) | undefined;
  #callOff: (() => void) | undefined;

  constructor(
    path: string | undefined,
    { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
  ) {
    this.#path = path;
    this.#clock = clock;
    this.#logger = logger;
  }

  get current(): Overrides {
    return this.#overrides;
  }

  /** `hosted`: the zone of a file that names none. */
  recall(hosted?: Name): RecalledOverrides {
    const nothing: RecalledOverrides = { earlierTtlSeconds: undefined, expired: [] };
    if (this.#path === undefined) return nothing;
    const read = readOverrideFile(this.#path, hosted);
    if (!read.ok) {
      this.#logger.error(
        { event: 'overrides-unreadable', path: this.#path },
        `${this.#path} ${read.problem}; starting without overrides: nothing is drained or forced any more`,
      );
      setAside(this.#path);
      return nothing;
    }
    return read.value === undefined ? nothing : this.#restore(read.value);
  }

  #restore({ overrides, ttlSeconds, heldUntilSeconds }: OverrideFile): RecalledOverrides {
    const nowSeconds = this.#clock.wallSeconds();
    const nowMs = this.#clock.monotonicMs();
    const isOver = isOverAt(nowSeconds);
    const all = overrides.map(({ override }) => override);
    this.#overrides = makeOverrides(all.filter((override) => !isOver(override)));
    for (const { override, clearAtSeconds } of overrides) {
      if (override.action !== 'drain' || clearAtSeconds === undefined || isOver(override)) continue;
      this.#clearAtMs.set(
        keyOfSubject(override.subject),
        nowMs + Math.max(0, clearAtSeconds - nowSeconds) * 1000,
      );
    }
    this.#ttlSeconds = ttlSeconds;
    this.#heldUntilSeconds = heldUntilSeconds;
    const count = this.#overrides.all.length;
    if (count > 0) {
      this.#logger.warning(
        {
          event: 'overrides-restored',
          count,
          subjects: this.#overrides.all.map(({ subject }) => printSubject(subject)),
        },
        `${count} ${count === 1 ? 'override' : 'overrides'} by operators still in force; see "healthy-dns status"`,
      );
    }
    const earlierTtlSeconds = Math.max(ttlSeconds, heldUntilSeconds - nowSeconds);
    return { earlierTtlSeconds, expired: all.filter(isOver) };
  }

  /** From now on, overrides expire. */
  start(onExpired: (override: Override) => void): void {
    this.#onExpired = onExpired;
    this.#endExpired();
  }

  stop(): void {
    this.#onExpired = undefined;
    this.#callOff?.();
  }

  /** The TTL that addresses are published with from now on. Caches hold answers with the previous one for that long. */
  setPublishedTtl(ttlSeconds: number): void {
    const before = this.#ttlSeconds;
    if (before === ttlSeconds) return;
    if (before !== undefined) {
      const heldUntilSeconds = this.#clock.wallSeconds() + before;
      this.#heldUntilSeconds = Math.max(this.#heldUntilSeconds, heldUntilSeconds);
    }
    this.#ttlSeconds = ttlSeconds;
    this.#save();
  }

  /** Returns whether it will survive a restart. */
  begin(override: Override): boolean {
    this.#overrides = withOverride(this.#overrides, override);
    this.#endExpired();
    return this.#save();
  }

  end(override: Override): boolean {
    this.#overrides = withoutOverride(this.#overrides, override);
    if (override.action === 'drain') this.#clearAtMs.delete(keyOfSubject(override.subject));
    return this.#save();
  }

  /** When no cache holds what a drain covers, in monotonic time; nothing while unknown. */
  clearAtMs({ subject }: Override): number | undefined {
    return this.#clearAtMs.get(keyOfSubject(subject));
  }

  setClearAtMs(override: Override, atMs: number): void {
    // Ended meanwhile, and perhaps begun again: the address was published again, so this time is too early.
    if (findOverride(this.#overrides, true, override.subject) !== override) return;
    this.#clearAtMs.set(keyOfSubject(override.subject), atMs);
    this.#save();
  }

  #endExpired(): void {
    this.#callOff?.();
    const onExpired = this.#onExpired;
    if (onExpired === undefined) return;
    const nowSeconds = this.#clock.wallSeconds();
    const isOver = isOverAt(nowSeconds);
    for (const override of this.#overrides.all.filter(isOver)) {
      this.end(override);
      onExpired(override);
    }
    const ends = this.#overrides.all.flatMap(({ untilSeconds }) => untilSeconds ?? []);
    if (ends.length === 0) return;
    const nextMs = (Math.min(...ends) - nowSeconds) * 1000;
    this.#callOff = this.#clock.after(Math.min(nextMs, checkIntervalMs), () => this.#endExpired());
  }

  #save(): boolean {
    if (this.#path === undefined) return false;
    const written = writeOverrideFile(this.#path, this.#collect());
    if (written.ok) return true;
    const reason = written.problem;
    this.#logger.error(
      { event: 'overrides-unwritable', path: this.#path, reason },
      `cannot save overrides in ${this.#path} (${reason}); a restart will lose the change`,
    );
    return false;
  }

  #collect(): OverrideFile {
    const nowMs = this.#clock.monotonicMs();
    const nowSeconds = this.#clock.wallSeconds();
    const overrides = this.#overrides.all.map((override) => {
      const atMs = override.action === 'drain' ? this.clearAtMs(override) : undefined;
      if (atMs === undefined) return { override };
      // wallSeconds is rounded down by up to one second.
      return { override, clearAtSeconds: nowSeconds + 1 + Math.ceil(Math.max(0, atMs - nowMs) / 1000) };
    });
    return { ttlSeconds: this.#ttlSeconds ?? 0, heldUntilSeconds: this.#heldUntilSeconds, overrides };
  }
}

function isOverAt(nowSeconds: number): (override: Override) => boolean {
  return ({ untilSeconds }) => untilSeconds !== undefined && untilSeconds <= nowSeconds;
}

/** The next save would overwrite the file, and somebody may want to see what was in it. */
function setAside(path: string): void {
  try {
    renameSync(path, `${path}.unreadable`);
  } catch {
    // A file that can neither be read nor moved is in nobody's way.
  }
}
