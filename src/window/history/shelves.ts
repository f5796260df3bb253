// The sizes of history: how many subjects it has room for, in which files, and for how long at which resolution. The arithmetic
// of docs/history.md is here. Refuses to know what is in the cells.

import { outcomesOctets } from './cells.ts';
import { placeRings, type Ring, type RingLayout, type RingName } from './ring-layout.ts';

export type SubjectKind = 'target' | 'name';

/** What history is kept of: a target by its key, a name in full. */
export interface Subject {
  readonly kind: SubjectKind;
  readonly key: string;
}

export const subjectKinds: readonly SubjectKind[] = ['target', 'name'];

export const minuteSeconds = 60;
export const hourSeconds = 3600;
export const daySeconds = 86_400;

/** Minutes can be looked at this long, and what runs now beside them. */
const minuteRows = 48 * 60 + 30;
export const keptDays = 90;
const hourRows = keptDays * 24 + 2;
const dayRows = keptDays + 2;

/** Of each kind; beyond them nothing is kept. With both full, all files together stay below 500 MB. */
export const subjectsMax = 10_000;

/** A few backends take one small file; ten thousand take 13, each of which is written to once a minute. */
const firstShelves: readonly number[] = [100, 100, 300, 500];
const laterShelf = 1000;

const ringsOf: Readonly<Record<SubjectKind, readonly Ring[]>> = {
  target: [
    { name: 'minutes', unitSeconds: minuteSeconds, rows: minuteRows, cellOctets: 3 },
    { name: 'hours', unitSeconds: hourSeconds, rows: hourRows, cellOctets: 3 },
    { name: 'outcomes', unitSeconds: hourSeconds, rows: hourRows, cellOctets: outcomesOctets },
    { name: 'days', unitSeconds: daySeconds, rows: dayRows, cellOctets: 4 },
  ],
  name: [
    { name: 'minutes', unitSeconds: minuteSeconds, rows: minuteRows, cellOctets: 1 },
    { name: 'hours', unitSeconds: hourSeconds, rows: hourRows, cellOctets: 1 },
    { name: 'days', unitSeconds: daySeconds, rows: dayRows, cellOctets: 4 },
  ],
};

/** Of queries, every minute of 90 days. */
export const queryCounters = 8;
export const queryLayout = placeRings(
  [{ name: 'minutes', unitSeconds: minuteSeconds, rows: keptDays * 24 * 60 + 30, cellOctets: 4 }],
  queryCounters,
);

/** Files that may be open: of subjects, of queries and of changes. */
export function historyFilesMax(): number {
  return subjectKinds.length * shelvesFor(subjectsMax) + 2;
}

export interface Place {
  /** Which file of its kind. */
  readonly shelf: number;
  /** Which cell of each row. */
  readonly cell: number;
}

export function placeOf(slot: number): Place {
  let cell = slot;
  for (const [shelf, cells] of firstShelves.entries()) {
    if (cell < cells) return { shelf, cell };
    cell -= cells;
  }
  return { shelf: firstShelves.length + Math.floor(cell / laterShelf), cell: cell % laterShelf };
}

export function shelfCells(shelf: number): number {
  return firstShelves[shelf] ?? laterShelf;
}

export function shelfLayout(kind: SubjectKind, shelf: number): RingLayout {
  return placeRings(ringsOf[kind], shelfCells(shelf));
}

export function cellOctets(kind: SubjectKind, name: RingName): number {
  return ringsOf[kind].find((ring) => ring.name === name)?.cellOctets ?? 0;
}

/** How many files so many slots need. */
export function shelvesFor(slots: number): number {
  return slots === 0 ? 0 : placeOf(slots - 1).shelf + 1;
}

export function firstSlotOf(shelf: number): number {
  let slot = 0;
  for (let before = 0; before < shelf; before++) slot += shelfCells(before);
  return slot;
}

/** Of all files of a kind that so many subjects need. */
export function octetsFor(kind: SubjectKind, subjects: number): number {
  let octets = 0;
  for (let shelf = 0; shelf < shelvesFor(subjects); shelf++) octets += shelfLayout(kind, shelf).fileOctets;
  return octets;
}
