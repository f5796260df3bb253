// What each network owes for the replies that went there: a sketch in memory that all threads share, whose size never changes.
// It has no entries, so there is nothing to fill or to evict. Refuses to know replies, options of queries and what becomes of
// a reply that is not paid for.
//
// A debt is time: every reply adds some (GCRA), and it goes by at the pace of the clock. A network, with a kind of reply, has one
// word in each of four rows, where a keyed hash puts it; a word says until when its debt lasts. Networks that share a word add
// to one debt, so that the least of the four words is closest to the truth and never below it:
//
//   row 0 │ ......X............ │     owes min(X, Y, Z, W), and only words below its new debt are raised
//   row 1 │ ...Y............... │
//   row 2 │ .............Z..... │
//   row 3 │ .........W......... │
//
// A word drains as fast as a network may be answered. A flood from everywhere fills no word before it comes at 65,536 times the
// limit; and if 1,000 networks are over the limit, another one is thought to be with a probability of (1,000 / 65,536) ^ 4.

import { invariant } from '../../base/invariant.ts';
import { readInt32 } from '../../wire/message-format.ts';
import type { Client } from '../client.ts';
import type { ReplyLimit } from '../policy.ts';
import { DebtWord, debtKeyCount, debtRowWords as rowWordsOfTable } from './debt-words.ts';

// V8 folds the constants of a module into its code, and looks imported ones up with every use.
const rowWords: number = rowWordsOfTable;
const rowMask = rowWords - 1;
const firstRow: number = DebtWord.rows;
const { pardonedSeconds } = DebtWord;

/** Ten microseconds: a limit of 10,000 a second is ten of them for each reply. */
export const unitsPerMs = 100;

/** That much may be owed without consequences: a second's worth of replies, which may come all at once. */
export const burstMs = 1000;
/**
 * That much more can be owed, and a network that asks on gets no whole reply before it has paid back: a flood is not answered
 * at all, rather than at the limit. After a pause that long everything is as before; resolvers that have lost patience with a
 * server come back later than that.
 */
export const windowMs = 5000;

const burstUnits = burstMs * unitsPerMs;
const debtUnitsMax = (burstMs + windowMs) * unitsPerMs;

/**
 * All debts are pardoned once in so many seconds. A word counts modulo 2 ^ 32, twelve hours: one that was left alone for as long would
 * seem to be of the future. Whoever is over the limit meanwhile gets one more burst.
 */
const pardonSeconds = 3600;

export class ReplyDebts {
  /** Of the last network that was charged: its first 64 bits, without those behind the prefix. */
  first = 0;
  second = 0;
  readonly #words: Int32Array;
  readonly #keys: Int32Array;
  #now = 0;
  #replyUnits = 0;
  #firstMask = 0;
  #firstMask6 = 0;
  #secondMask6 = 0;
  /** What makes a network another one when prefixes get another length. */
  #lengths = 0;

  constructor(words: SharedArrayBuffer) {
    this.#words = new Int32Array(words);
    // A copy, since shared memory is read anew with every use.
    this.#keys = this.#words.slice(DebtWord.keys, DebtWord.keys + debtKeyCount);
  }

  apply({ perSecond, ipv4Bits, ipv6Bits }: ReplyLimit): void {
    invariant(this.#words.length > 0, 'who limits replies has the memory for it');
    this.#replyUnits = Math.round((1000 * unitsPerMs) / perSecond);
    this.#firstMask = maskOf(ipv4Bits);
    this.#firstMask6 = maskOf(ipv6Bits);
    this.#secondMask6 = maskOf(ipv6Bits - 32);
    this.#lengths = (ipv4Bits << 8) | ipv6Bits;
  }

  /** Sets the clock: milliseconds since a moment that is the same for all threads. */
  tick(nowMs: number): void {
    this.#now = Math.trunc(nowMs * unitsPerMs) | 0;
    const seconds = Math.trunc(nowMs / 1000) | 0;
    if (((seconds - (this.#words[pardonedSeconds] ?? seconds)) | 0) < pardonSeconds) return;
    this.#words[pardonedSeconds] = seconds;
    this.#words.fill(this.#now, firstRow);
  }

  /**
   * Charges the client's network for a reply of some kind that costs as much as `replies` small ones; true when it owed too
   * much before. Nothing is atomic: where two threads charge the same network at once, one of the replies may be free.
   */
  charge(client: Client, kind: number, replies: number): boolean {
    const { octets, addressAt, family } = client;
    this.#readNetwork(octets, addressAt, family);
    const keys = this.#keys;
    // Multiplied by odd keys and mixed, once for each part: short of watching whom the limit hits, nobody can tell which networks
    // share words. Whoever can send from any address has easier ways to get another one limited.
    let low = Math.imul(this.first ^ (keys[0] as number), (keys[1] as number) | 1);
    low = Math.imul((low ^ (low >>> 15)) + this.second, (keys[2] as number) | 1);
    low = Math.imul(
      (low ^ (low >>> 13)) + ((kind << 16) ^ (family << 24) ^ this.#lengths),
      (keys[3] as number) | 1,
    );
    low ^= low >>> 16;
    let high = Math.imul(low + (keys[4] as number), (keys[5] as number) | 1);
    high ^= high >>> 16;

    const words = this.#words;
    const now = this.#now;
    const at0 = firstRow + (low & rowMask);
    const at1 = firstRow + rowWords + (low >>> 16);
    const at2 = firstRow + 2 * rowWords + (high & rowMask);
    const at3 = firstRow + 3 * rowWords + (high >>> 16);
    const debt0 = ((words[at0] as number) - now) | 0;
    const debt1 = ((words[at1] as number) - now) | 0;
    const debt2 = ((words[at2] as number) - now) | 0;
    const debt3 = ((words[at3] as number) - now) | 0;
    const debt = Math.max(0, Math.min(debt0, debt1, debt2, debt3));
    const isOver = debt >= burstUnits;
    const next = Math.min(debtUnitsMax, debt + (isOver ? 1 : replies) * this.#replyUnits);
    const until = (now + next) | 0;
    if (debt0 < next) words[at0] = until;
    if (debt1 < next) words[at1] = until;
    if (debt2 < next) words[at2] = until;
    if (debt3 < next) words[at3] = until;
    return isOver;
  }

  #readNetwork(octets: Uint8Array, at: number, family: 4 | 6): void {
    const first = readInt32(octets, at);
    if (family === 4) {
      this.first = first & this.#firstMask;
      this.second = 0;
      return;
    }
    this.first = first & this.#firstMask6;
    this.second = readInt32(octets, at + 4) & this.#secondMask6;
  }
}

/** A word whose first bits are ones: none below 1, all from 32 on. */
function maskOf(bits: number): number {
  if (bits <= 0) return 0;
  return bits >= 32 ? -1 : -1 << (32 - bits);
}
