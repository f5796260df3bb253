// What is written down of one subject for a minute, an hour and a day, octet by octet. Whatever octets stand there, a sensible
// tally comes back: damage costs a value, never a crash.
//
//   minute   [state] [mean] [max]          a name has the state alone
//            state = 0 unknown, or 1 + 4 * seconds down + outcome; at most 1 + 4 * 60 + 3 = 244
//   hour     [down] [mean] [max]           a name has the first alone; `down` is 0 where less than half of it is known
//   outcomes [12 octets]                   of each minute of the hour in a system of three, five to an octet (3^5 = 243)
//   day      [seconds down, 17 bits | minutes known, 11 bits]   little-endian

import { downToOctet, latencyToOctet, octetToDown, octetToLatency } from './scales.ts';
import type { Outcome, Tally } from './tally.ts';

export interface Minute {
  readonly downSeconds: number;
  readonly outcome: Outcome;
  readonly meanMs?: number | undefined;
  readonly maxMs?: number | undefined;
}

const outcomes: readonly Outcome[] = ['clean', 'troubled', 'unprobed'];
const minuteSeconds = 60;
const minutesPerHour = 60;
/** The outcome takes two bits, of which one value is spare. */
const outcomeRoom = 4;
export const outcomesOctets = 12;
const outcomesPerOctet = 5;
const daySecondsMax = 86_400;
const dayMinutesMax = 1440;
const dayMinutesRoom = 2 ** 11;
/** An hour of which less is known is no hour to judge. */
const knownMinutesMin = 30;

export function writeMinute(row: Uint8Array, at: number, width: number, minute: Minute): void {
  const down = Math.min(minuteSeconds, Math.round(minute.downSeconds));
  row[at] = 1 + outcomeRoom * down + outcomes.indexOf(minute.outcome);
  if (width === 1) return;
  row[at + 1] = minute.meanMs === undefined ? 0 : latencyToOctet(minute.meanMs);
  row[at + 2] = minute.maxMs === undefined ? 0 : latencyToOctet(minute.maxMs);
}

/** The outcome, if the minute is known. */
export function addMinute(tally: Tally, row: Uint8Array, at: number, width: number): Outcome | undefined {
  const state = row[at] ?? 0;
  if (state === 0) return undefined;
  const outcome = outcomes[(state - 1) % outcomeRoom] ?? 'unprobed';
  tally.addTime(1, Math.min(minuteSeconds, Math.floor((state - 1) / outcomeRoom)));
  tally.addOutcome(outcome);
  if (width > 1) addLatency(tally, row, at + 1, 1);
  return outcome;
}

function addLatency(tally: Tally, row: Uint8Array, at: number, minutes: number): void {
  const mean = octetToLatency(row[at] ?? 0);
  if (mean !== undefined) tally.addLatency(minutes, mean, octetToLatency(row[at + 1] ?? 0) ?? mean);
}

export function writeHour(row: Uint8Array, at: number, width: number, tally: Tally): void {
  const { minutes, downSeconds, meanMs, maxMs } = tally;
  // It is read as a whole hour: what was not known of it was like the rest.
  row[at] = minutes < knownMinutesMin ? 0 : downToOctet((downSeconds * minutesPerHour) / minutes);
  if (width === 1) return;
  row[at + 1] = meanMs === undefined ? 0 : latencyToOctet(meanMs);
  row[at + 2] = maxMs === undefined ? 0 : latencyToOctet(maxMs);
}

/** `share` of it, for spans that are shorter. */
export function addHour(tally: Tally, row: Uint8Array, at: number, width: number, share = 1): void {
  const down = octetToDown(row[at] ?? 0);
  if (down !== undefined) tally.addTime(60 * share, down * share);
  if (width > 1) addLatency(tally, row, at + 1, 60 * share);
}

/** In the 12 octets at `at`, which were zero. */
export function writeOutcome(row: Uint8Array, at: number, minute: number, outcome: Outcome): void {
  if (outcome === 'unprobed') return;
  const octet = at + Math.floor(minute / outcomesPerOctet);
  row[octet] = (row[octet] ?? 0) + 3 ** (minute % outcomesPerOctet) * (outcome === 'clean' ? 1 : 2);
}

export function readOutcome(row: Uint8Array, at: number, minute: number): Outcome {
  const octet = row[at + Math.floor(minute / outcomesPerOctet)] ?? 0;
  const digit = Math.floor(octet / 3 ** (minute % outcomesPerOctet)) % 3;
  if (digit === 0) return 'unprobed';
  return digit === 1 ? 'clean' : 'troubled';
}

/** To the 4 octets at `at`. */
export function addTimeToDay(days: DataView, at: number, minutes: number, downSeconds: number): void {
  const word = days.getUint32(at, true);
  const down = Math.min(daySecondsMax, Math.floor(word / dayMinutesRoom) + Math.round(downSeconds));
  const known = Math.min(dayMinutesMax, (word % dayMinutesRoom) + minutes);
  days.setUint32(at, down * dayMinutesRoom + known, true);
}

export function addDay(tally: Tally, row: Uint8Array, at: number): void {
  // Without a view of the octets: a page reads a million of them.
  const low = (row[at] ?? 0) + 256 * (row[at + 1] ?? 0);
  const word = low + 65_536 * ((row[at + 2] ?? 0) + 256 * (row[at + 3] ?? 0));
  const minutes = Math.min(dayMinutesMax, word % dayMinutesRoom);
  tally.addTime(minutes, Math.min(60 * minutes, Math.floor(word / dayMinutesRoom)));
}

export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
