// What is known of one subject: what is wrong with it, since when, and what the log said last. Pure.

import type { Happening } from '../../model/news.ts';
import { OwnEvent } from './own-events.ts';
import type { Turn } from './read-turn.ts';
import { rankOf, type Subject, type Wrong } from './subject.ts';

export interface Standing {
  readonly subject: Subject;
  /** The worst first; none: all is well with it. */
  readonly wrongs: readonly Wrong[];
  readonly stage?: number;
  /** When it was last well, or when what is known of it begins. Unix time in milliseconds. */
  readonly sinceMs: number;
  /** When this was found out. */
  readonly atMs: number;
  readonly event: string;
  readonly message: string;
  readonly fields: Happening['fields'];
}

/** The one before, where the entry changes nothing: it is a reminder, or says that what was well is well. */
export function turnStanding(
  before: Standing | undefined,
  { subject, begins, ends, stage }: Turn,
  { atMs, event, message, fields }: Pick<Happening, 'atMs' | 'event' | 'message' | 'fields'>,
): Standing | undefined {
  const left = ends === 'all' ? [] : (before?.wrongs ?? []).filter((wrong) => !ends.includes(wrong));
  const wrongs = [...new Set([...left, ...begins])].sort((a, b) => rankOf(subject, a) - rankOf(subject, b));
  const isNew = before === undefined || before.wrongs.length === 0;
  if (wrongs.length === 0 && isNew) return before;
  const sinceMs = isNew ? atMs : before.sinceMs;
  const after: Standing = {
    subject,
    wrongs,
    sinceMs,
    ...(stage !== undefined && { stage }),
    atMs,
    event,
    message,
    fields,
  };
  // Seen again in this run.
  if (before?.event === OwnEvent.resumed) return after;
  // Behind a hold a target goes up and down: that it is held is still what there is to say.
  return before !== undefined && isSameMark(markOf(after), markOf(before)) ? { ...before, wrongs } : after;
}

/** What there is to say of it. */
export interface Mark {
  readonly wrong: Wrong;
  readonly stage?: number;
}

/** Nothing: all is well with it. */
export function markOf(standing: Standing | undefined): Mark | undefined {
  const wrong = standing?.wrongs[0];
  if (standing === undefined || wrong === undefined) return undefined;
  return { wrong, ...(standing.stage !== undefined && { stage: standing.stage }) };
}

/** That it differs is news. */
export function isSameMark(a: Mark | undefined, b: Mark | undefined): boolean {
  return a?.wrong === b?.wrong && a?.stage === b?.stage;
}
