// The present state of each subject, and what of it goes into the archive: changes at once, the rest when a minute is closed. Refuses
// to know about files, and which minute it is.

import type { Clock } from '../../base/clock.ts';
import type { Archive, SubjectMinute } from './archive.ts';
import { daySeconds, type Subject, subjectsMax } from './shelves.ts';
import type { Holding } from './subject-table.ts';
import { type Probes, type State, Track } from './track.ts';

interface Known {
  readonly track: Track;
  /** Absent if no slot was left. */
  held: Holding | undefined;
}

export interface RecorderPlan {
  readonly clock: Clock;
  /** A subject got no slot. */
  readonly onFull: (subject: Subject) => void;
}

/** Before the first round of probes: the beginning, not a change. */
const unknownWord = 'unknown';
/**
 * That a target is new and up is worth an entry while there is room. Reloads that replace a thousand targets each would push out
 * all that happened to those that stay: then as many as this, and one in ten minutes, which is half of the log in 90 days.
 */
const beginningsMax = 1000;
const minutesPerBeginning = 10;

export class Recorder {
  readonly #plan: RecorderPlan;
  #archive: Archive;
  readonly #known = new Map<string, Known>();
  #isSettled = false;
  #expiredDay = 0;
  #beginningsLeft = beginningsMax;

  constructor(archive: Archive, plan: RecorderPlan) {
    this.#archive = archive;
    this.#plan = plan;
  }

  /** The archive of earlier runs has been loaded: what was kept meanwhile is carried over to it. */
  goOnWith(archive: Archive, sinceSeconds: number): void {
    const before = this.#archive;
    this.#archive = archive;
    const changes: (() => void)[] = [];
    const heldBefore = new Map([...this.#known.values()].map((known) => [known.held, known]));
    before.visitChanges(undefined, (change, held) => {
      const known = heldBefore.get(held);
      if (known !== undefined && change.atSeconds >= sinceSeconds)
        changes.push(() => this.#carryOver(known, change));
      return true;
    });
    for (const known of this.#known.values()) known.held = this.#hold(known.track.subject);
    for (const carryOver of changes.reverse()) carryOver();
    // Since when it is so was told before `sinceSeconds`, or not at all.
    for (const known of this.#known.values()) {
      const { held, track } = known;
      if (held !== undefined && archive.lastWord(held) !== track.state.word) this.#addChange(known);
    }
    if (this.#isSettled) this.settle();
  }

  /** The same archive, with other files or none. */
  stayWith(archive: Archive): void {
    this.#archive = archive;
  }

  setState(subject: Subject, state: State): void {
    const nowMs = this.#plan.clock.monotonicMs();
    const known = this.#known.get(idOf(subject));
    if (known === undefined) {
      const begun: Known = { track: new Track(subject, state, nowMs), held: this.#hold(subject) };
      this.#known.set(idOf(subject), begun);
      if (begun.held === undefined || this.#archive.lastWord(begun.held) !== state.word)
        this.#addChange(begun);
    } else if (known.track.set(state, nowMs)) this.#addChange(known);
  }

  remove(subject: Subject): void {
    this.#known.delete(idOf(subject));
    this.#archive.table.letGo(subject, this.#plan.clock.wallSeconds());
  }

  /** Removes all other subjects. */
  keepOnly(subjects: readonly Subject[]): void {
    const kept = new Set(subjects.map(idOf));
    for (const [id, { track }] of this.#known) if (!kept.has(id)) this.remove(track.subject);
  }

  /** All that is configured has a state by now; whatever else has a slot is gone. */
  settle(): void {
    this.#isSettled = true;
    const nowSeconds = this.#plan.clock.wallSeconds();
    const current = new Set([...this.#known.values()].map(({ held }) => held));
    for (const held of this.#archive.table.holdings)
      if (!current.has(held)) this.#archive.table.letGo(held, nowSeconds);
  }

  addProbes(subject: Subject, probes: Probes): void {
    this.#known.get(idOf(subject))?.track.addProbes(probes);
  }

  /** What each subject did in the minute that ends now. */
  closeMinute(minute: number): readonly SubjectMinute[] {
    const { clock } = this.#plan;
    const [nowMs, nowSeconds] = [clock.monotonicMs(), clock.wallSeconds()];
    this.#expire(nowSeconds);
    if (minute % minutesPerBeginning === 0)
      this.#beginningsLeft = Math.min(beginningsMax, this.#beginningsLeft + 1);
    const minutes: SubjectMinute[] = [];
    for (const known of this.#known.values()) {
      const { track } = known;
      const closed = track.closeMinute(minute, nowMs);
      if (track.owesChange) this.#addChange(known);
      if (known.held === undefined && this.#archive.table.mayHold(track.subject.kind))
        known.held = this.#hold(track.subject);
      if (closed !== undefined && known.held !== undefined)
        minutes.push({ held: known.held, minute: closed });
    }
    return minutes;
  }

  #hold(subject: Subject): Holding | undefined {
    const held = this.#archive.hold(subject, this.#plan.clock.wallSeconds());
    if (held === undefined) this.#plan.onFull(subject);
    return held;
  }

  #addChange({ track, held }: Known): void {
    const { word, reason } = track.state;
    if (held === undefined || word === unknownWord || !this.#isWorthRoom(track.state, held)) return;
    const leftOut = track.admitChange();
    if (leftOut === undefined) return;
    const atSeconds = this.#plan.clock.wallSeconds();
    this.#archive.addChange(held, { atSeconds, state: word, reason, leftOut });
  }

  #carryOver({ track, held }: Known, change: Parameters<Archive['addChange']>[1]): void {
    if (held === undefined || this.#archive.lastWord(held) === change.state) return;
    if (this.#isWorthRoom(track.state, held)) this.#archive.addChange(held, change);
  }

  #isWorthRoom({ isDown }: State, held: Holding): boolean {
    const isBeginning = this.#archive.lastWord(held) === undefined;
    if (!isBeginning || isDown !== false || !this.#archive.changes.isHalfFull) return true;
    if (this.#beginningsLeft === 0) return false;
    this.#beginningsLeft--;
    return true;
  }

  #expire(nowSeconds: number): void {
    const day = Math.floor(nowSeconds / daySeconds);
    if (day === this.#expiredDay) return;
    this.#expiredDay = day;
    this.#archive.table.expire(nowSeconds);
  }
}

function idOf({ kind, key }: Subject): string {
  return `${kind} ${key}`;
}

export function explainFull({ kind, key }: Subject): string {
  return `there are more than ${subjectsMax} ${kind}s; ${key} and the others beyond that have no history`;
}
