// The cookie of a query (RFC 7873): what it is worth, and the one that goes back, in the layout that servers share (RFC 9018
// §4). One for each answering function; allocates nothing. Refuses to know what follows from a cookie.
//
//   client cookie (8) │ version 1 │ reserved (3) │ seconds (4) │ hash (8)
//   └──────────── hashed, with the client's address ──────────┘

import { sipKeyWords, writeSipHash24 } from '../../base/sip-hash.ts';
import type { Client } from '../client.ts';
import { bump, Counter, type CounterRow } from '../counters.ts';
import {
  clientCookieOctets as clientOctetsOfCookie,
  type QueryView,
  wholeCookieOctets,
} from '../query/query-view.ts';
import type { Rules } from '../rules/rules.ts';
import { copyOctets } from './copy-answer.ts';

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
/** Of an IPv6 address. */
const addressOctetsMax = 16;

export class Cookies {
  /** What goes back, after `check`. */
  readonly octets = new Uint8Array(wholeOctets);
  readonly #counters: CounterRow;
  readonly #hashed = new Uint8Array(hashAt + addressOctetsMax);
  #hashedOctets = 0;
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
    const hashed = this.#hashed;
    copyOctets(packet, cookieAt, cookieAt + clientOctets, hashed, 0);
    const addressOctets = client.family === 4 ? 4 : addressOctetsMax;
    const { addressAt } = client;
    copyOctets(client.octets, addressAt, addressAt + addressOctets, hashed, hashAt);
    this.#hashedOctets = hashAt + addressOctets;
    const seconds = rules.wallSeconds;
    if (cookieOctets === clientOctets) bump(this.#counters, cookiesNew);
    else if (cookieOctets === wholeOctets && packet[cookieAt + versionAt] === version) {
      copyOctets(packet, cookieAt + versionAt, cookieAt + hashAt, hashed, versionAt);
      // RFC 9018 §4.3: serial number arithmetic.
      const age = (seconds - readInt32(hashed, secondsAt)) | 0;
      if (age <= ageSecondsMax && age >= -futureSecondsMax) {
        const maker = this.#findMaker(packet, cookieAt + hashAt, keys, count);
        query.hasValidCookie = maker >= 0;
        if (maker === 0 && age < renewedAfterSeconds) {
          copyOctets(packet, cookieAt, cookieAt + wholeOctets, this.octets, 0);
          bump(this.#counters, cookiesValid);
          return;
        }
      }
    }
    if (cookieOctets !== clientOctets)
      bump(this.#counters, query.hasValidCookie ? cookiesValid : cookiesInvalid);
    this.#make(seconds, keys);
  }

  /** The place of the secret whose hash stands at `at`, or -1. */
  #findMaker(packet: Uint8Array, at: number, keys: Int32Array, count: number): number {
    const hash = this.#hash;
    const low = readLittleEndian(packet, at);
    const high = readLittleEndian(packet, at + 4);
    for (let index = 0; index < count; index++) {
      writeSipHash24(this.#hashed, 0, this.#hashedOctets, keys, index * keyWords, hash);
      // Both halves in one comparison: time tells nobody how far a guess was right.
      if ((((hash[0] as number) ^ low) | ((hash[1] as number) ^ high)) === 0) return index;
    }
    return -1;
  }

  #make(seconds: number, keys: Int32Array): void {
    const hashed = this.#hashed;
    const hash = this.#hash;
    hashed[versionAt] = version;
    for (let at = versionAt + 1; at < secondsAt; at++) hashed[at] = 0;
    for (let i = 0; i < 4; i++) hashed[secondsAt + i] = seconds >>> (24 - 8 * i);
    writeSipHash24(hashed, 0, this.#hashedOctets, keys, 0, hash);
    copyOctets(hashed, 0, hashAt, this.octets, 0);
    for (let i = 0; i < 4; i++) {
      this.octets[hashAt + i] = (hash[0] as number) >>> (8 * i);
      this.octets[hashAt + 4 + i] = (hash[1] as number) >>> (8 * i);
    }
  }
}

function readInt32(octets: Uint8Array, at: number): number {
  return (
    ((octets[at] as number) << 24) |
    ((octets[at + 1] as number) << 16) |
    ((octets[at + 2] as number) << 8) |
    (octets[at + 3] as number)
  );
}

function readLittleEndian(octets: Uint8Array, at: number): number {
  return (
    (octets[at] as number) |
    ((octets[at + 1] as number) << 8) |
    ((octets[at + 2] as number) << 16) |
    ((octets[at + 3] as number) << 24)
  );
}
