// What the data plane counts: plain numbers in shared memory that is laid out once, so that counting costs nothing and
// the control plane can read while it happens. Every thread has a row of its own and is the only one to write it.

import { RecordType, ResponseCode } from '../wire/protocol.ts';

const codesMax = ResponseCode.BADVERS + 1;
/** Types below this are counted one by one; the interesting ones are, and the table stays small. */
const typesMax = 64;

export const Counter = {
  queriesUdp: 0,
  queriesTcp: 1,
  withEdns: 2,
  truncated: 3,
  octetsIn: 4,
  octetsOut: 5,
  /** No reply: shorter than a header. */
  droppedShort: 6,
  /** No reply: itself a response. */
  droppedResponse: 7,
  /** A reply that the kernel did not take. */
  unsent: 8,
  receiveErrors: 9,
  /** The first of a row, one for each response code from NOERROR (0) to BADVERS (16). */
  replies: 10,
  /** The first of a row, one for each record type below 64; then ANY and all others together. */
  types: 10 + codesMax,
  typeAny: 10 + codesMax + typesMax,
  typeOther: 10 + codesMax + typesMax + 1,
  count: 10 + codesMax + typesMax + 2,
} as const;

/** A row. */
export type Counters = Float64Array;

export function counterOfType(type: number): number {
  if (type < typesMax) return Counter.types + type;
  return type === RecordType.ANY ? Counter.typeAny : Counter.typeOther;
}

/** All rows, of threads that run and of those that have ended. */
export class CounterTable {
  readonly #rows = new Set<Counters>();
  readonly #ended = new Float64Array(Counter.count);

  addRow(): Counters {
    const row = new Float64Array(new SharedArrayBuffer(Counter.count * Float64Array.BYTES_PER_ELEMENT));
    this.#rows.add(row);
    return row;
  }

  /** Its thread has ended; what it counted stays counted. */
  endRow(row: Counters): void {
    if (this.#rows.delete(row)) addTo(this.#ended, row);
  }

  /** Everything together, at about one moment. */
  sum(): Counters {
    const sum = Float64Array.from(this.#ended);
    for (const row of this.#rows) addTo(sum, row);
    return sum;
  }
}

function addTo(sum: Counters, row: Counters): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (row[i] as number);
}

/** Replies that left. */
export function sentReplies(row: Counters): number {
  let replies = 0;
  for (let code = 0; code < codesMax; code++) replies += row[Counter.replies + code] as number;
  return replies - (row[Counter.unsent] as number);
}

export function bump(counters: Counters, counter: number): void {
  counters[counter] = (counters[counter] as number) + 1;
}

export function add(counters: Counters, counter: number, amount: number): void {
  counters[counter] = (counters[counter] as number) + amount;
}
