// What the data plane counts: plain numbers in shared memory that is laid out once, so that counting costs nothing and
// the control plane can read while it happens. Every thread has a row of its own and is the only one to write it.

import { RecordType } from '../wire/protocol.ts';

/** Of the response codes that replies use, the extended ones of EDNS included, BADCOOKIE (23) is the highest (RFC 6895 §2.3). */
export const codesMax = 24;
/** Types below this are counted one by one: the common ones are among them, HTTPS (65) the last, and the table stays small. */
const typesMax = 66;
const firstCode = 31;
const firstType = firstCode + codesMax;
const laterTypes = 5;
const firstSize = firstType + typesMax + laterTypes;
const { IXFR, AXFR, ANY, CAA } = RecordType;

/** Upper bounds of the buckets for sizes of replies, in octets: powers of two, for which it takes no search to find the bucket. */
export const sizeBounds = [64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536] as const;

/** Upper bounds of the buckets for how long replies took; one more bucket is for what took longer. */
export const tookBoundsMs = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100] as const;
const firstTook = firstSize + sizeBounds.length;
/** The buckets, and the sum of milliseconds. */
const tookCounters = tookBoundsMs.length + 2;

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
  /** A reply that the kernel did not accept. */
  unsent: 8,
  receiveErrors: 9,
  /** No reply: for an attendant who has too many already. */
  droppedUnattended: 10,
  /** Queries with a cookie (RFC 7873): a valid one; one of nobody, or too old; the client's part alone. */
  cookiesValid: 11,
  cookiesInvalid: 12,
  cookiesNew: 13,
  /** No reply: beyond the limit of the client's network. */
  droppedLimited: 14,
  /** Replies beyond the limit that were truncated. */
  slipped: 15,
  /** Datagrams and connections with the header of the PROXY protocol that a front end has to send, and those without a good one. */
  proxied: 16,
  badProxyHeaders: 17,
  queriesTls: 18,
  /** TLS connections that came to be, those included that resumed an earlier session. */
  tlsHandshakes: 19,
  tlsResumed: 20,
  /** Connections for TLS that ended before: refused, given up, too slow, or no TLS at all. */
  tlsFailed: 21,
  /** Queries in the log; those for which its ring had no room; those that its output did not take. */
  queryLogWritten: 22,
  queryLogNoRoom: 23,
  queryLogUnwritten: 24,
  /** Requests for a zone or for what changed in it: that got the whole zone; the difference; that had the newest already; refused ones; and those that did not get to the end. */
  transfersWhole: 25,
  transfersDifference: 26,
  transfersCurrent: 27,
  transfersRefused: 28,
  transfersBroken: 29,
  transferOctets: 30,
  /** The first of one counter for each response code; see `counterOfCode`. */
  replies: firstCode,
  /** The first of one counter for each record type below 66, then some beyond, and all others together; see `counterOfType`. */
  types: firstType,
  typeIxfr: firstType + typesMax,
  typeAxfr: firstType + typesMax + 1,
  typeAny: firstType + typesMax + 2,
  typeCaa: firstType + typesMax + 3,
  typeOther: firstType + typesMax + 4,
  /** The first of one counter for each bucket of sizes of replies; see `counterOfSize`. */
  sizes: firstSize,
  /** Of each transport, how long replies took: the buckets, one by one, and then the sum; see count-times.ts. */
  tookUdp: firstTook,
  tookTcp: firstTook + tookCounters,
  tookTls: firstTook + 2 * tookCounters,
  count: firstTook + 3 * tookCounters,
} as const;

/** The numbers of one thread, or of all together, one for each `Counter`. */
export type CounterRow = Float64Array;

export function counterOfCode(code: number): number {
  return firstCode + code;
}

export function counterOfType(type: number): number {
  if (type < typesMax) return firstType + type;
  switch (type) {
    case IXFR:
      return Counter.typeIxfr;
    case AXFR:
      return Counter.typeAxfr;
    case ANY:
      return Counter.typeAny;
    case CAA:
      return Counter.typeCaa;
    default:
      return Counter.typeOther;
  }
}

/** For a reply of that many octets, which no message has more than 65,535 of. */
export function counterOfSize(octets: number): number {
  return firstSize + 32 - Math.clz32((octets - 1) >> 6);
}

/** All rows, of threads that run and of those that have ended. */
export class CounterTable {
  readonly #rows = new Set<CounterRow>();
  readonly #ended = new Float64Array(Counter.count);

  addRow(): CounterRow {
    const row = new Float64Array(new SharedArrayBuffer(Counter.count * Float64Array.BYTES_PER_ELEMENT));
    this.#rows.add(row);
    return row;
  }

  /** Its thread has ended; what it counted stays counted. */
  endRow(row: CounterRow): void {
    if (this.#rows.delete(row)) addRow(this.#ended, row);
  }

  /** Everything together, at about one moment. */
  sum(): CounterRow {
    const sum = Float64Array.from(this.#ended);
    for (const row of this.#rows) addRow(sum, row);
    return sum;
  }
}

function addRow(sum: CounterRow, row: CounterRow): void {
  for (const [counter, count] of row.entries()) add(sum, counter, count);
}

/** Replies that left. */
export function sentReplies(row: CounterRow): number {
  const replies = row.subarray(Counter.replies, Counter.replies + codesMax);
  return replies.reduce((sum, count) => sum + count, 0) - countAt(row, Counter.unsent);
}

/** Messages that got no reply on purpose. */
export function droppedQueries(row: CounterRow): number {
  const { droppedShort, droppedResponse, droppedUnattended, droppedLimited } = Counter;
  return [droppedShort, droppedResponse, droppedUnattended, droppedLimited].reduce(
    (sum, counter) => sum + countAt(row, counter),
    0,
  );
}

export function countAt(row: CounterRow, counter: number): number {
  return row[counter] as number;
}

export function bump(row: CounterRow, counter: number): void {
  row[counter] = countAt(row, counter) + 1;
}

export function add(row: CounterRow, counter: number, amount: number): void {
  row[counter] = countAt(row, counter) + amount;
}
