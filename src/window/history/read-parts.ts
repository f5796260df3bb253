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
  const from = Math.max(parts.fromSeconds, sinceSeconds);
  const visit = (
    name: RingName,
    unitSeconds: number,
    [first, end]: readonly [number, number],
    add: (at: number, row: Uint8Array) => void,
  ) =>
    file.visit(name, Math.ceil(first / unitSeconds), Math.ceil(end / unitSeconds) - 1, (time, row) =>
      add(time * unitSeconds, row),
    );
  const hourWidth = cellOctets(kind, 'hours');
  const old = [from, Math.min(parts.toSeconds, minutesFrom)] as const;
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
  const recent = [Math.max(from, minutesFrom), parts.toSeconds] as const;
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
  const from = Math.max(parts.fromSeconds, sinceSeconds);
  // A part that is shorter than a day would get a share of all that happened in it.
  const quartersFrom = parts.stepSeconds >= daySeconds ? parts.toSeconds : nowSeconds - daySeconds;
  const daysEnd = parts.stepSeconds >= daySeconds ? parts.toSeconds : quartersFrom - daySeconds;
  for (let at = alignUp(from, daySeconds); at <= daysEnd; at += daySeconds) {
    const day = new Tally();
    glance.tallyDay(day, slot, at / daySeconds);
    parts.visit(at, daySeconds, (tally, share) => tally.add(day, share));
  }
  const first = alignUp(Math.max(from, quartersFrom), quarterSeconds);
  for (let at = first; at < parts.toSeconds; at += quarterSeconds) {
    const quarter = new Tally();
    glance.tallyQuarter(quarter, slot, at / quarterSeconds);
    parts.visit(at, quarterSeconds, (tally, share) => tally.add(quarter, share));
  }
}

function alignUp(seconds: number, unit: number): number {
  return Math.ceil(seconds / unit) * unit;
}
