// Hours are made of the minutes that lie in the file, and days of the hours: so nothing is lost when the program ends at any
// point in between. Refuses to know when.

import { type Result, succeed } from '../../base/result.ts';
import {
  addHour,
  addMinute,
  addTimeToDay,
  outcomesOctets,
  viewOf,
  writeHour,
  writeOutcome,
} from './cells.ts';
import type { RingFile } from './ring-file.ts';
import { cellOctets, type SubjectKind } from './shelves.ts';
import { Tally } from './tally.ts';

export interface Shelf {
  readonly kind: SubjectKind;
  readonly number: number;
  readonly cells: number;
  readonly file: RingFile;
}

const minutesPerHour = 60;
const hoursPerDay = 24;

/** Writes the rows of an hour that has passed, unless they are there or nothing is known of it. */
export async function rollUpHour(shelf: Shelf, hour: number): Promise<Result<void, string>> {
  const { kind, cells, file } = shelf;
  if (file.has('hours', hour)) return succeed(undefined);
  const width = cellOctets(kind, 'minutes');
  const tallies = Array.from({ length: cells }, () => new Tally());
  const outcomes = kind === 'target' ? new Uint8Array(cells * outcomesOctets) : undefined;
  const first = hour * minutesPerHour;
  let isKnown = false;
  const visited = await file.visit('minutes', first, first + minutesPerHour - 1, (minute, row) => {
    isKnown = true;
    for (const [cell, tally] of tallies.entries()) {
      const outcome = addMinute(tally, row, cell * width, width);
      if (outcome !== undefined && outcomes !== undefined)
        writeOutcome(outcomes, cell * outcomesOctets, minute - first, outcome);
    }
  });
  if (!visited.ok || !isKnown) return visited;
  const written = outcomes === undefined ? succeed(undefined) : await file.write('outcomes', hour, outcomes);
  if (!written.ok) return written;
  // Last, because this row says that the hour is done.
  return file.write('hours', hour, hourRow(kind, tallies));
}

function hourRow(kind: SubjectKind, tallies: readonly Tally[]): Uint8Array {
  const width = cellOctets(kind, 'hours');
  const row = new Uint8Array(tallies.length * width);
  for (const [cell, tally] of tallies.entries()) writeHour(row, cell * width, width, tally);
  return row;
}

/** The same for a day: of its minutes while the ring of minutes has them all, else of its hours. */
export async function rollUpDay(
  { kind, cells, file }: Shelf,
  day: number,
  ring: 'minutes' | 'hours',
): Promise<Result<void, string>> {
  if (file.has('days', day)) return succeed(undefined);
  const [width, dayWidth] = [cellOctets(kind, ring), cellOctets(kind, 'days')];
  const add = ring === 'minutes' ? addMinute : addHour;
  const perDay = ring === 'minutes' ? minutesPerHour * hoursPerDay : hoursPerDay;
  const row = new Uint8Array(cells * dayWidth);
  const view = viewOf(row);
  let isKnown = false;
  const visited = await file.visit(ring, day * perDay, (day + 1) * perDay - 1, (_, found) => {
    isKnown = true;
    for (let cell = 0; cell < cells; cell++) {
      const tally = new Tally();
      add(tally, found, cell * width, width);
      addTimeToDay(view, cell * dayWidth, tally.minutes, tally.downSeconds);
    }
  });
  return visited.ok && isKnown ? file.write('days', day, row) : visited;
}
