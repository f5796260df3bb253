// Holds the overrides that are in force, saves every change at once, recalls them at the start and ends them when their
// time is up. Refuses to know what they do to answers.

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

/** Ends are times of day, and the clock may be set forward at any moment: looked at no less often than this. */
const lookIntervalMs = 60_000;

export interface RecalledOverrides {
  /** The largest TTL, counted from now, that earlier runs may have handed out; absent when nothing tells. */
  readonly earlierTtlSeconds: number | undefined;
  /** Whose time ended while nobody was running. */
  readonly expired: readonly Override[];
}

export class OverridesKeeper {
  readonly #path: string | undefined;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #overrides: Overrides = noOverrides;
  /** Of drains, by subject: the monotonic time from which on nobody holds what was drained. */
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

  /** `hosted`: what the zone of a file is taken for that names none. */
  recall(hosted?: Name): RecalledOverrides {
    const nothing: RecalledOverrides = { earlierTtlSeconds: undefined, expired: [] };
    if (this.#path === undefined) return nothing;
    const read = readOverrideFile(this.#path, hosted);
    if (!read.ok) {
      this.#logger.error(
        { event: 'overrides-unreadable', path: this.#path },
        `${this.#path} ${read.problem}; starting without overrides: what was drained or forced no longer is`,
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
        `going on with ${count} ${count === 1 ? 'override' : 'overrides'} of operators; see "healthy-dns status"`,
      );
    }
    const earlierTtlSeconds = Math.max(ttlSeconds, heldUntilSeconds - nowSeconds);
    return { earlierTtlSeconds, expired: all.filter(isOver) };
  }

  /** Ends overrides by the clock from now on. */
  start(onExpired: (override: Override) => void): void {
    this.#onExpired = onExpired;
    this.#look();
  }

  stop(): void {
    this.#onExpired = undefined;
    this.#callOff?.();
  }

  /** Which TTL addresses are published with from now on. Answers with the one before are held for as long as it says. */
  noteTtl(ttlSeconds: number): void {
    const before = this.#ttlSeconds;
    if (before === ttlSeconds) return;
    if (before !== undefined) {
      const heldUntilSeconds = this.#clock.wallSeconds() + before;
      this.#heldUntilSeconds = Math.max(this.#heldUntilSeconds, heldUntilSeconds);
    }
    this.#ttlSeconds = ttlSeconds;
    this.#save();
  }

  /** Whether it will outlive this run. */
  begin(override: Override): boolean {
    this.#overrides = withOverride(this.#overrides, override);
    this.#look();
    return this.#save();
  }

  end(override: Override): boolean {
    this.#overrides = withoutOverride(this.#overrides, override);
    if (override.action === 'drain') this.#clearAtMs.delete(keyOfSubject(override.subject));
    return this.#save();
  }

  /** When nobody holds what a drain is about, in monotonic time; nothing while that is not known. */
  clearAtMs({ subject }: Override): number | undefined {
    return this.#clearAtMs.get(keyOfSubject(subject));
  }

  setClearAtMs(override: Override, atMs: number): void {
    // Ended meanwhile, and perhaps begun again: what is, or was, answered again is not clear by then.
    if (findOverride(this.#overrides, true, override.subject) !== override) return;
    this.#clearAtMs.set(keyOfSubject(override.subject), atMs);
    this.#save();
  }

  #look(): void {
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
    this.#callOff = this.#clock.after(Math.min(nextMs, lookIntervalMs), () => this.#look());
  }

  #save(): boolean {
    if (this.#path === undefined) return false;
    const written = writeOverrideFile(this.#path, this.#collect());
    if (written.ok) return true;
    const reason = written.problem;
    this.#logger.error(
      { event: 'overrides-unwritable', path: this.#path, reason },
      `cannot save overrides in ${this.#path} (${reason}); a restart will forget what changed`,
    );
    return false;
  }

  #collect(): OverrideFile {
    const nowMs = this.#clock.monotonicMs();
    const nowSeconds = this.#clock.wallSeconds();
    const overrides = this.#overrides.all.map((override) => {
      const atMs = override.action === 'drain' ? this.clearAtMs(override) : undefined;
      if (atMs === undefined) return { override };
      // wallSeconds was rounded down by up to one.
      return { override, clearAtSeconds: nowSeconds + 1 + Math.ceil(Math.max(0, atMs - nowMs) / 1000) };
    });
    return { ttlSeconds: this.#ttlSeconds ?? 0, heldUntilSeconds: this.#heldUntilSeconds, overrides };
  }
}

function isOverAt(nowSeconds: number): (override: Override) => boolean {
  return ({ untilSeconds }) => untilSeconds !== undefined && untilSeconds <= nowSeconds;
}

/** The next save would put its file over this one, and somebody may want to know what was in it. */
function setAside(path: string): void {
  try {
    renameSync(path, `${path}.unreadable`);
  } catch {
    // What cannot be read, and not be moved either, is in nobody's way.
  }
}
