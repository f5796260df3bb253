// What is wrong now, by subject: made from the log, and set right by facts, because the log says nothing of what came up while
// nobody listened, and not all of what happens to a target that a thousand names share.

import type { Happening } from './happening.ts';
import { readTurn } from './read-turn.ts';
import { isSameMark, markOf, type Standing, turnStanding } from './standing.ts';
import { keyOf, type Subject, type SubjectKind, type Wrong } from './subject.ts';

/** How something is, whatever the log said. */
export interface Fact {
  readonly subject: Subject;
  /** Absent while it is not known. */
  readonly wrongs?: readonly Wrong[];
  /** In the words of a log entry. */
  readonly message: string;
}

/** Everything of these kinds; what is not in it does not exist any more. */
export interface FactSheet {
  readonly kinds: ReadonlySet<SubjectKind>;
  readonly facts: Iterable<Fact>;
}

/** A subject has changed: it is now so, and was so before. */
export type OnTurn = (after: Standing, before: Standing | undefined) => void;

export class Standings {
  readonly #all = new Map<string, Standing>();
  readonly #onTurn: OnTurn;

  constructor(onTurn: OnTurn) {
    this.#onTurn = onTurn;
  }

  get(key: string): Standing | undefined {
    return this.#all.get(key);
  }

  /** Those that are wrong, and those that have become well and that somebody may still have to be told of. */
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

  /** From the last run: wrong as long as nobody says otherwise. */
  resume(standing: Standing): void {
    const key = keyOf(standing.subject);
    if (!this.#all.has(key)) this.#all.set(key, standing);
  }

  correct({ kinds, facts }: FactSheet, atMs: number): void {
    const seen = new Set<string>();
    for (const { subject, wrongs, message } of facts) {
      const key = keyOf(subject);
      seen.add(key);
      if (wrongs !== undefined) this.#correctOne(key, { subject, wrongs, message }, atMs);
    }
    for (const [key, standing] of this.#all)
      if (kinds.has(standing.subject.kind) && !seen.has(key))
        this.#end(key, standing, { event: 'removed', message: removal(standing.subject), atMs });
  }

  /** Nobody has said for long enough whether it is still so, and whoever found it out in an earlier run would have. */
  presumeOver(key: string, atMs: number): void {
    const standing = this.#all.get(key);
    if (standing !== undefined)
      this.#end(key, standing, {
        event: 'presumed-over',
        message: `${standing.subject.name || standing.subject.kind}: no longer seen since the restart`,
        atMs,
      });
  }

  /** Forgets what is well and that nobody needs to be told of any more. */
  prune(isNeeded: (key: string) => boolean): void {
    for (const [key, standing] of this.#all)
      if (standing.wrongs.length === 0 && !isNeeded(key)) this.#all.delete(key);
  }

  #correctOne(key: string, { subject, wrongs, message }: Required<Fact>, atMs: number): void {
    const before = this.#all.get(key);
    const happening = {
      atMs,
      event: wrongs.length === 0 ? 'found-well' : 'found-wrong',
      message,
      fields: {},
    };
    const after = turnStanding(before, { subject, begins: wrongs, ends: 'all' }, happening);
    if (after !== undefined) this.#put(key, after, before);
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
    if (!isSameMark(markOf(after), markOf(before))) this.#onTurn(after, before);
  }
}

function removal({ name }: Subject): string {
  return `${name} is no longer configured`;
}
