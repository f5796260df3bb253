// The last day in quarters of an hour and the last 90 days day by day, of every subject of a kind, in memory: what a page shows
// of thousands at once. It is all the history there is without a directory. Refuses to know files.

import { addDay, addTimeToDay, viewOf } from './cells.ts';
import { latencyToOctet, octetToLatency } from './scales.ts';
import { daySeconds, keptDays, minuteSeconds } from './shelves.ts';
import type { Tally } from './tally.ts';

export const quarterSeconds = 900;
/** A day, and the quarter that runs. */
const quarterRows = daySeconds / quarterSeconds + 1;
const dayRows = keptDays + 1;
const quarterOctets = 7;
const dayOctets = 4;
/** Slots are made room for in lots, which grow: a start brings thousands, one file after the other. */
const lot = 100;
const growth = 1.25;

/** A quarter: [minutes known] [with an outcome] [troubled] [mean] [max] [seconds down, 16 bits] */
interface Row {
  /** Which quarter or day it is; 0 before the first. */
  time: number;
  cells: Uint8Array<ArrayBuffer>;
}

export class Glance {
  readonly #quarters: readonly Row[] = emptyRows(quarterRows);
  readonly #days: readonly Row[] = emptyRows(dayRows);
  #slots = 0;
  /** Of the quarter that runs: latencies are added up before they become an octet. */
  #latencySum = new Float64Array(0);
  #latencyMinutes = new Uint8Array(0);
  #runningQuarter = 0;

  /** A row of cells as it is written down, for slots from `firstSlot` on. Minutes must come in order. */
  addMinute(
    minute: number,
    firstSlot: number,
    row: Uint8Array,
    width: number,
    isOfRunningDay: boolean,
  ): void {
    const seconds = minute * minuteSeconds;
    const count = Math.floor(row.length / width);
    this.#makeRoom(firstSlot + count);
    const days = isOfRunningDay
      ? viewOf(rowAt(this.#days, Math.floor(seconds / daySeconds)).cells)
      : undefined;
    const quarter = rowAt(this.#quarters, Math.floor(seconds / quarterSeconds));
    if (quarter.time !== this.#runningQuarter) {
      this.#runningQuarter = quarter.time;
      this.#latencySum.fill(0);
      this.#latencyMinutes.fill(0);
    }
    for (let cell = 0; cell < count; cell++) {
      const state = row[cell * width] ?? 0;
      if (state === 0) continue;
      const slot = firstSlot + cell;
      const downSeconds = Math.min(60, (state - 1) >> 2);
      addToQuarter(quarter.cells, slot * quarterOctets, downSeconds, (state - 1) & 3);
      if (days !== undefined) addTimeToDay(days, slot * dayOctets, 1, downSeconds);
      if (width > 1)
        this.#addLatency(quarter.cells, slot, row[cell * width + 1] ?? 0, row[cell * width + 2] ?? 0);
    }
  }

  /** A row of the ring of days. */
  setDay(day: number, firstSlot: number, row: Uint8Array): void {
    this.#makeRoom(firstSlot + Math.floor(row.length / dayOctets));
    rowAt(this.#days, day).cells.set(row, firstSlot * dayOctets);
  }

  /** The slot is another's from now on. */
  clear(slot: number): void {
    if (slot >= this.#slots) return;
    for (const { cells } of this.#quarters) cells.fill(0, slot * quarterOctets, (slot + 1) * quarterOctets);
    for (const { cells } of this.#days) cells.fill(0, slot * dayOctets, (slot + 1) * dayOctets);
  }

  tallyQuarter(tally: Tally, slot: number, quarter: number): void {
    const row = this.#quarters[quarter % quarterRows];
    if (row?.time !== quarter || slot >= this.#slots) return;
    const { cells } = row;
    const at = slot * quarterOctets;
    const minutes = cells[at] ?? 0;
    if (minutes === 0) return;
    tally.addTime(minutes, (cells[at + 5] ?? 0) + 256 * (cells[at + 6] ?? 0));
    tally.probedMinutes += cells[at + 1] ?? 0;
    tally.troubledMinutes += cells[at + 2] ?? 0;
    const meanMs = octetToLatency(cells[at + 3] ?? 0);
    if (meanMs !== undefined) tally.addLatency(minutes, meanMs, octetToLatency(cells[at + 4] ?? 0) ?? meanMs);
  }

  tallyDay(tally: Tally, slot: number, day: number): void {
    const row = this.#days[day % dayRows];
    if (row?.time === day && slot < this.#slots) addDay(tally, row.cells, slot * dayOctets);
  }

  #addLatency(cells: Uint8Array, slot: number, mean: number, max: number): void {
    const meanMs = octetToLatency(mean);
    if (meanMs === undefined) return;
    const sum = (this.#latencySum[slot] ?? 0) + meanMs;
    const minutes = (this.#latencyMinutes[slot] ?? 0) + 1;
    this.#latencySum[slot] = sum;
    this.#latencyMinutes[slot] = minutes;
    const at = slot * quarterOctets;
    cells[at + 3] = latencyToOctet(sum / minutes);
    cells[at + 4] = Math.max(cells[at + 4] ?? 0, max);
  }

  #makeRoom(slots: number): void {
    if (slots <= this.#slots) return;
    this.#slots = Math.ceil(Math.max(slots, growth * this.#slots) / lot) * lot;
    for (const row of this.#quarters) row.cells = grown(row.cells, this.#slots * quarterOctets);
    for (const row of this.#days) row.cells = grown(row.cells, this.#slots * dayOctets);
    const sum = new Float64Array(this.#slots);
    sum.set(this.#latencySum);
    this.#latencySum = sum;
    this.#latencyMinutes = grown(this.#latencyMinutes, this.#slots);
  }
}

function emptyRows(count: number): readonly Row[] {
  return Array.from({ length: count }, () => ({ time: 0, cells: new Uint8Array(0) }));
}

/** Emptied if it was another's. */
function rowAt(rows: readonly Row[], time: number): Row {
  const row = rows[time % rows.length] ?? { time, cells: new Uint8Array(0) };
  if (row.time !== time) {
    row.time = time;
    row.cells.fill(0);
  }
  return row;
}

function addToQuarter(cells: Uint8Array, at: number, downSeconds: number, outcome: number): void {
  // A clock that was put back may bring a minute twice.
  if ((cells[at] ?? 0) >= quarterSeconds / minuteSeconds) return;
  cells[at] = (cells[at] ?? 0) + 1;
  if (outcome < 2) cells[at + 1] = (cells[at + 1] ?? 0) + 1;
  if (outcome === 1) cells[at + 2] = (cells[at + 2] ?? 0) + 1;
  const down = (cells[at + 5] ?? 0) + 256 * (cells[at + 6] ?? 0) + downSeconds;
  cells[at + 5] = down & 0xff;
  cells[at + 6] = down >> 8;
}

function grown(octets: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const grown = new Uint8Array(length);
  grown.set(octets);
  return grown;
}
