// The cookie of a query (RFC 7873): what it is worth, and the one that goes back, in the layout that servers share (RFC 9018
// §4). One for each answering function; allocates nothing. Refuses to know what follows from a cookie.
//
//   client cookie (8) │ version 1 │ reserved (3) │ seconds (4) │ hash (8)
//   └──────────── hashed, with the client's address ──────────┘

import { readLittleEndian, sipKeyWords, writeSipHash24 } from '../../base/sip-hash.ts';
import { readInt32 } from '../../wire/message-format.ts';
import type { Client } from '../client.ts';
import { bump, Counter, type CounterRow } from '../counters.ts';
import {
  clientCookieOctets as clientOctetsOfCookie,
  type QueryView,
  wholeCookieOctets,
} from '../query/query-view.ts';
import type { Rules } from '../rules/rules.ts';

/** RFC 9018 §4.3: who was away for an hour gets another one, and clocks of servers that share a secret differ by minutes. */
const ageSecondsMax = 60 * 60;
const futureSecondsMax = 5 * 60;
/** RFC 9018 §4.3: half of that, so that a client that keeps asking always has a valid one. */
const renewedAfterSeconds = ageSecondsMax / 2;
const version = 1;

// V8 folds the constants of a module into its code, and looks imported ones up with every use.
const clientOctets: number = clientOctetsOfCookie;
const wholeOctets: number = wholeCookieOctets;
const keyWords: number = sipKeyWords;
const { cookiesValid, cookiesInvalid, cookiesNew } = Counter;
const versionAt = clientOctets;
const secondsAt = versionAt + 4;
const hashAt = secondsAt + 4;
/** Words of what is hashed: the client's part, version and reserved, seconds, address. */
const versionWord = 2;
const secondsWord = 3;
const addressWord = 4;
const wordsMax = addressWord + 4;

export class Cookies {
  /** What goes back, after `check`. */
  readonly octets = new Uint8Array(wholeOctets);
  readonly #counters: CounterRow;
  /** As it is hashed: little-endian. */
  readonly #message = new Int32Array(wordsMax);
  #wordCount = 0;
  readonly #hash = new Int32Array(2);

  constructor(counters: CounterRow) {
    this.#counters = counters;
  }

  /** Of a query that has one. Without a secret it is as if none had come. */
  check(packet: Uint8Array, client: Client, query: QueryView, rules: Rules): void {
    const { keys, count } = rules.cookieSecrets;
    if (count === 0) {
      query.cookieAt = 0;
      return;
    }
    const { cookieAt, cookieOctets } = query;
    const { octets } = this;
    for (let at = 0; at < clientOctets; at++) octets[at] = packet[cookieAt + at] as number;
    this.#message[0] = readLittleEndian(octets, 0);
    this.#message[1] = readLittleEndian(octets, 4);
    this.#takeAddress(client);
    const { wallSeconds } = rules;
    if (cookieOctets === clientOctets) {
      bump(this.#counters, cookiesNew);
      this.#make(wallSeconds, keys);
      return;
    }
    const isOurs = cookieOctets === wholeOctets && packet[cookieAt + versionAt] === version;
    if (isOurs) for (let at = versionAt; at < wholeOctets; at++) octets[at] = packet[cookieAt + at] as number;
    // RFC 9018 §4.3: serial number arithmetic.
    const age = isOurs ? (wallSeconds - readInt32(octets, secondsAt)) | 0 : ageSecondsMax + 1;
    const isTimely = age <= ageSecondsMax && age >= -futureSecondsMax;
    const maker = isTimely ? this.#findMaker(keys, count) : -1;
    query.hasValidCookie = maker >= 0;
    bump(this.#counters, maker >= 0 ? cookiesValid : cookiesInvalid);
    if (maker !== 0 || age >= renewedAfterSeconds) this.#make(wallSeconds, keys);
  }

  #takeAddress({ family, octets, addressAt }: Client): void {
    const words = family === 4 ? 1 : 4;
    for (let word = 0; word < words; word++)
      this.#message[addressWord + word] = readLittleEndian(octets, addressAt + word * 4);
    this.#wordCount = addressWord + words;
  }

  /** The place of the secret that made what stands in `octets`, or -1. */
  #findMaker(keys: Int32Array, count: number): number {
    const { octets } = this;
    const hash = this.#hash;
    this.#message[versionWord] = readLittleEndian(octets, versionAt);
    this.#message[secondsWord] = readLittleEndian(octets, secondsAt);
    const low = readLittleEndian(octets, hashAt);
    const high = readLittleEndian(octets, hashAt + 4);
    for (let index = 0; index < count; index++) {
      writeSipHash24(this.#message, this.#wordCount, keys, index * keyWords, hash);
      // Both halves in one comparison: time tells nobody how far a guess was right.
      if ((((hash[0] as number) ^ low) | ((hash[1] as number) ^ high)) === 0) return index;
    }
    return -1;
  }

  #make(seconds: number, keys: Int32Array): void {
    const { octets } = this;
    const hash = this.#hash;
    octets[versionAt] = version;
    for (let at = versionAt + 1; at < secondsAt; at++) octets[at] = 0;
    for (let i = 0; i < 4; i++) octets[secondsAt + i] = seconds >>> (24 - 8 * i);
    this.#message[versionWord] = version;
    this.#message[secondsWord] = readLittleEndian(octets, secondsAt);
    writeSipHash24(this.#message, this.#wordCount, keys, 0, hash);
    for (let i = 0; i < 4; i++) {
      octets[hashAt + i] = (hash[0] as number) >>> (8 * i);
      octets[hashAt + 4 + i] = (hash[1] as number) >>> (8 * i);
    }
  }
}
