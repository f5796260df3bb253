// The present state and what a receiver was told last -> what there is to tell. What a restart found unchanged, and what came and went
// in between, cancels out by itself.

import { isSameMark, type Mark, markOf, type Standing } from './standing.ts';
import { keyOf, type Wrong } from './subject.ts';

/** What a receiver knows to be wrong. */
export interface Told extends Mark {
  /** Since when. Unix time in milliseconds. */
  readonly sinceMs: number;
}

export type ToldMap = ReadonlyMap<string, Told>;

/** What is known of the other one already is newer. */
export function moveTold(all: Map<string, Told>, key: string, to: string): void {
  const told = all.get(key);
  all.delete(key);
  if (told !== undefined && !all.has(to)) all.set(to, told);
}

/** Something to tell. */
export type News = Change | Passed;

export interface Change {
  readonly kind: 'begins' | 'changes' | 'ends';
  /** As it is now; for what ended, as it was found to be well. */
  readonly standing: Standing;
  /** What is wrong, or what was. */
  readonly wrong: Wrong;
  /** What was wrong as far as the receiver knows. */
  readonly toldWrong?: Wrong;
  readonly sinceMs: number;
}

/** It came and went before it could be told. */
export interface Passed {
  readonly kind: 'passed';
  /** As it was. */
  readonly standing: Standing;
  readonly wrong: Wrong;
  readonly times: number;
  readonly sinceMs: number;
  /** All times together. */
  readonly lastedMs: number;
}

export function findChanges(standings: Iterable<Standing>, told: ToldMap): Change[] {
  const changes: Change[] = [];
  for (const standing of standings) {
    const known = told.get(keyOf(standing.subject));
    const mark = markOf(standing);
    const wrong = mark?.wrong ?? known?.wrong;
    if (wrong === undefined || isSameMark(mark, known)) continue;
    const kind = mark === undefined ? 'ends' : known === undefined ? 'begins' : 'changes';
    const sinceMs = known?.sinceMs ?? standing.sinceMs;
    changes.push({ kind, standing, wrong, ...(known && { toldWrong: known.wrong }), sinceMs });
  }
  return changes;
}
