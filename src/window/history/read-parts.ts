// Fills the parts of a span with what is known of one subject, from files or from memory. Refuses to know how parts are shown.

import { type Result, succeed } from '../../base/result.ts';
import { addHour, addMinute, outcomesOctets, readOutcome } from './cells.ts';
import { type Glance, quarterSeconds } from './glance.ts';
import type { RingName } from './ring-layout.ts';
import type { Shelf } from './roll-up.ts';
import type { Parts } from './series.ts';
import { cellOctets, daySeconds, hourSeconds, minuteSeconds } from './shelves.ts';
import { Tally } from './tally.ts';

/** The ring of minutes has these whole, and the one that runs. */
const hoursInMinutes = 47;
const minutesPerHour = hourSeconds / minuteSeconds;

export interface Cell {
  readonly shelf: Shelf;
  readonly cell: number;
  /** What began earlier was another's. */
  readonly sinceSeconds: number;
}

/** Minutes as far back as there are, hours before. */
export async function readPartsFromFiles(
  parts: Parts,
  { shelf, cell, sinceSeconds }: Cell,
  nowSeconds: number,
): Promise<Result<void, string>> {
  const { kind, file } = shelf;
  const minutesFrom = (Math.floor(nowSeconds / hourSeconds) - hoursInMinutes) * hourSeconds;
  const visit = (
    name: RingName,
    unitSeconds: number,
    [first, end]: readonly [number, number],
    add: (at: number, row: Uint8Array) => void,
  ) =>
    file.visit(name, Math.floor(first / unitSeconds), Math.ceil(end / unitSeconds) - 1, (time, row) => {
      if (time * unitSeconds >= sinceSeconds) add(time * unitSeconds, row);
    });
  const hourWidth = cellOctets(kind, 'hours');
  const old = [parts.fromSeconds, Math.min(parts.toSeconds, minutesFrom)] as const;
  const hours = await visit('hours', hourSeconds, old, (at, row) =>
    parts.visit(at, hourSeconds, (tally, share) => addHour(tally, row, cell * hourWidth, hourWidth, share)),
  );
  if (!hours.ok) return hours;
  const outcomes =
    kind === 'target'
      ? await visit('outcomes', hourSeconds, old, (at, row) => addOutcomes(parts, at, row, cell))
      : succeed(undefined);
  if (!outcomes.ok) return outcomes;
  const width = cellOctets(kind, 'minutes');
  const recent = [Math.max(parts.fromSeconds, minutesFrom), parts.toSeconds] as const;
  return visit('minutes', minuteSeconds, recent, (at, row) =>
    parts.visit(at, minuteSeconds, (tally) => addMinute(tally, row, cell * width, width)),
  );
}

function addOutcomes(parts: Parts, hourAt: number, row: Uint8Array, cell: number): void {
  for (let minute = 0; minute < minutesPerHour; minute++) {
    const outcome = readOutcome(row, cell * outcomesOctets, minute);
    if (outcome !== 'unprobed')
      parts.visit(hourAt + minute * minuteSeconds, minuteSeconds, (tally) => tally.addOutcome(outcome));
  }
}

/** Quarters of an hour of the last day, days before. */
export function readPartsFromGlance(
  parts: Parts,
  glance: Glance,
  { slot, sinceSeconds }: { readonly slot: number; readonly sinceSeconds: number },
  nowSeconds: number,
): void {
  const visit = (
    unitSeconds: number,
    from: number,
    end: number,
    read: (tally: Tally, time: number) => void,
  ) => {
    for (let at = Math.floor(from / unitSeconds) * unitSeconds; at < end; at += unitSeconds) {
      if (at < sinceSeconds) continue;
      const unit = new Tally();
      read(unit, at / unitSeconds);
      parts.visit(at, unitSeconds, (tally, share) => tally.add(unit, share));
    }
  };
  const addDay = (tally: Tally, day: number) => glance.tallyDay(tally, slot, day);
  if (parts.stepSeconds >= daySeconds) {
    visit(daySeconds, parts.fromSeconds, parts.toSeconds, addDay);
    return;
  }
  const quartersFrom = Math.max(parts.fromSeconds, nowSeconds - daySeconds);
  // A day that is in the quarters already would count twice.
  visit(daySeconds, parts.fromSeconds, Math.floor(quartersFrom / daySeconds) * daySeconds, addDay);
  visit(quarterSeconds, quartersFrom, parts.toSeconds, (tally, quarter) =>
    glance.tallyQuarter(tally, slot, quarter),
  );
}
