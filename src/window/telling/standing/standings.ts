// What is wrong now, by subject: taken from the log and corrected by facts, because the log does not say what came up while nobody
// listened, nor all that happens to a target that a thousand names share.

import type { Happening } from '../../model/news.ts';
import type { Told } from './find-changes.ts';
import { OwnEvent } from './own-events.ts';
import { readTurn } from './read-turn.ts';
import { isSameMark, markOf, type Standing, turnStanding } from './standing.ts';
import { keyOf, type Subject, type Wrong } from './subject.ts';

/** How something is, whatever the log said. */
export interface Fact {
  readonly subject: Subject;
  /** Absent while it is not known. */
  readonly wrongs?: readonly Wrong[];
  /** In the words of a log entry. */
  readonly message: string;
}

/** The state of a subject has changed. */
export type OnTurn = (after: Standing, before: Standing | undefined) => void;

export class Standings {
  readonly #all = new Map<string, Standing>();
  readonly #onTurn: OnTurn;
  #hasWell = false;

  constructor(onTurn: OnTurn) {
    this.#onTurn = onTurn;
  }

  get(key: string): Standing | undefined {
    return this.#all.get(key);
  }

  /** Those that are wrong, and those that have become well, of which a receiver may still have to be told. */
  all(): Iterable<Standing> {
    return this.#all.values();
  }

  record(happening: Happening): void {
    const turn = readTurn(happening);
    if (turn === undefined) return;
    const key = keyOf(turn.subject);
    const before = this.#all.get(key);
    const after = turnStanding(before, turn, happening);
    if (after !== undefined) this.#put(key, after, before);
  }

  /** From the last run: wrong until something says otherwise. */
  resume(key: string, subject: Subject, { wrong, stage, sinceMs }: Told): void {
    if (this.#all.has(key)) return;
    const message = `${subject.name || subject.kind}: ${wrong} since before the restart`;
    const own = { sinceMs, atMs: sinceMs, event: OwnEvent.resumed, message, fields: {} };
    this.#all.set(key, { subject, wrongs: [wrong], ...(stage !== undefined && { stage }), ...own });
  }

  /** Those of the last run that this one has not seen again. */
  resumed(): readonly string[] {
    return [...this.#all].filter(([, { event }]) => event === OwnEvent.resumed).map(([key]) => key);
  }

  correct({ subject, wrongs, message }: Fact, atMs: number): void {
    if (wrongs === undefined) return;
    const key = keyOf(subject);
    const before = this.#all.get(key);
    const happening = {
      atMs,
      event: wrongs.length === 0 ? OwnEvent.foundWell : OwnEvent.foundWrong,
      message,
      fields: {},
    };
    const after = turnStanding(before, { subject, begins: wrongs, ends: 'all' }, happening);
    if (after !== undefined) this.#put(key, after, before);
  }

  /** Something else stands in for it from now on: what is wrong with it is so until that says otherwise. */
  move(key: string, subject: Subject): void {
    const standing = this.#all.get(key);
    if (standing === undefined) return;
    this.#all.delete(key);
    const after = this.#all.get(keyOf(subject)) ?? { ...standing, subject };
    const sinceMs = Math.min(standing.sinceMs, after.sinceMs);
    this.#all.set(keyOf(subject), { ...after, sinceMs });
  }

  /** It is no longer configured. */
  remove(key: string, atMs: number): void {
    const standing = this.#all.get(key);
    if (standing !== undefined)
      this.#end(key, standing, {
        event: OwnEvent.removed,
        message: `${standing.subject.name} is no longer configured`,
        atMs,
      });
  }

  /** Nothing has been heard of it for so long that it must be over: this run would have found it out by now. */
  presumeOver(key: string, atMs: number): void {
    const standing = this.#all.get(key);
    if (standing !== undefined)
      this.#end(key, standing, {
        event: OwnEvent.presumedOver,
        message: `${standing.subject.name || standing.subject.kind}: no longer seen since the restart`,
        atMs,
      });
  }

  /** Forgets what is well, unless a receiver still has to be told. */
  prune(isNeeded: (key: string) => boolean): void {
    if (!this.#hasWell) return;
    this.#hasWell = false;
    for (const [key, { wrongs }] of this.#all) {
      if (wrongs.length > 0) continue;
      if (isNeeded(key)) this.#hasWell = true;
      else this.#all.delete(key);
    }
  }

  #end(
    key: string,
    before: Standing,
    { event, message, atMs }: { event: string; message: string; atMs: number },
  ): void {
    const turn = { subject: before.subject, begins: [], ends: 'all' } as const;
    const after = turnStanding(before, turn, { event, message, atMs, fields: {} });
    if (after !== undefined) this.#put(key, after, before);
  }

  #put(key: string, after: Standing, before: Standing | undefined): void {
    if (after === before) return;
    this.#all.set(key, after);
    if (after.wrongs.length === 0) this.#hasWell = true;
    if (!isSameMark(markOf(after), markOf(before))) this.#onTurn(after, before);
  }
}
