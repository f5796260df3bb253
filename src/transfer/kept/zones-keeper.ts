// Keeps the zones that are followed for the next run, so that secondaries follow over a restart by differences, and signatures
// stay as they are. What is lost costs whole transfers and new signatures, and nothing else.

import type { Clock } from '../../base/clock.ts';
import { removeKeptFile, writeKeptFileInTime, writeKeptFileSoon } from '../../base/kept-file.ts';
import type { Logger } from '../../base/logger.ts';
import { type Name, printName } from '../../wire/name.ts';
import type { EarlierZone, Histories } from '../history/histories.ts';
import { type EarlierZones, readKeptZones, writeKeptZones } from './kept-zones.ts';

/** A crash loses what happened since: secondaries that saw some of it get whole zones. */
const saveAfterMs = 10_000;
/**
 * A stop takes less than two seconds, whatever there is to save: beyond this, what was saved last has to do, as after a crash.
 * A signed zone of 100,000 names takes half a second.
 */
const stopMsMax = 1000;
/** Of the time, at most this is spent on saving. */
const savingShareMax = 1 / 50;

interface KeeperDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
}

export class ZonesKeeper {
  readonly #path: string | undefined;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #histories: Histories | undefined;
  #callOff: (() => void) | undefined;
  #isSaving = false;
  /** Since the last save began. */
  #isChanged = false;
  #isStopped = false;
  #hasWarned = false;
  readonly #skipped = new Set<Name>();
  #pauseMs = saveAfterMs;

  constructor(path: string | undefined, { clock, logger }: KeeperDependencies) {
    this.#path = path;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** What an earlier run left. */
  recall(): EarlierZones {
    const path = this.#path;
    if (path === undefined) return new Map();
    const read = readKeptZones(path);
    if (read.ok) return read.value;
    this.#logger.warning(
      { event: 'zones-unreadable', path },
      `${path} ${read.problem}; secondaries will fetch whole zones, and everything is signed anew`,
    );
    return new Map();
  }

  start(histories: Histories): void {
    if (this.#path === undefined) return;
    this.#histories = histories;
    this.touch();
  }

  /** To be called after a change. */
  touch(): void {
    if (this.#histories === undefined || this.#isStopped || this.#isChanged) return;
    this.#isChanged = true;
    if (!this.#isSaving) this.#saveLater();
  }

  /** Everything is written when this returns, unless that would hold up the stop. */
  stop(): void {
    this.#callOff?.();
    this.#isStopped = true;
    const path = this.#path;
    if (path === undefined || this.#histories === undefined) return;
    if (!this.#isChanged && !this.#isSaving) return;
    const kept = this.#collect();
    if (kept.length === 0) {
      removeKeptFile(path);
      return;
    }
    const untilMs = this.#clock.monotonicMs() + stopMsMax;
    const isTooLate = () => this.#clock.monotonicMs() > untilMs;
    const written = writeKeptFileInTime(path, this.#write(kept), isTooLate);
    if (!written.ok) this.#warnOnce(written.problem);
  }

  #saveLater(): void {
    this.#callOff = this.#clock.after(this.#pauseMs, () => void this.#save(this.#path));
  }

  async #save(path: string | undefined): Promise<void> {
    if (path === undefined) return;
    this.#isChanged = false;
    const kept = this.#collect();
    // Nobody follows anything: what an earlier run left is of no use any more.
    if (kept.length === 0) {
      removeKeptFile(path);
      return;
    }
    this.#isSaving = true;
    const startedMs = this.#clock.monotonicMs();
    const written = await writeKeptFileSoon(path, this.#write(kept), () => this.#isStopped);
    if (!written.ok) this.#warnOnce(written.problem);
    this.#pauseMs = Math.max(saveAfterMs, (this.#clock.monotonicMs() - startedMs) / savingShareMax);
    this.#isSaving = false;
    if (this.#isChanged && !this.#isStopped) this.#saveLater();
  }

  /** As of now, whatever changes while it is written. */
  #collect(): readonly EarlierZone[] {
    const followed = [...(this.#histories?.followed() ?? [])];
    return followed.map(({ zone, history }) => ({ zone, steps: history.steps }));
  }

  #write(kept: readonly EarlierZone[]): Iterable<Uint8Array> {
    return writeKeptZones(kept, (apex) => {
      if (this.#skipped.has(apex)) return;
      this.#skipped.add(apex);
      const zone = printName(apex);
      this.#logger.info(
        { event: 'zone-not-kept', zone },
        `${zone} is too large to be kept over a restart; its secondaries will fetch it whole then`,
      );
    });
  }

  #warnOnce(reason: string): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#logger.warning(
      { event: 'zones-unwritable', path: this.#path, reason },
      `cannot save zones in ${this.#path} (${reason}); after a restart secondaries will fetch whole zones`,
    );
  }
}
