// Which networks had most replies limited, so that the log can name them: sixteen places in shared memory, of which a network
// that has none takes over the one least used, with its count (Space-Saving, Metwally et al. 2005). Whoever has more than a sixteenth of
// all notes is among them. A thread that finds another one at it notes nothing.

import { type IpPrefix, prefixOf } from '../../wire/ip-prefix.ts';

/** Only as many as an operator reads about are told; with more places, their counts are closer to the truth. */
const placeCount = 16;
const placeWords = 5;
/** Within a place. */
const second = 1;
/** Of the prefix: family and bits. */
const shape = 2;
const count = 3;
/** How much of the count may have been another network's. */
const excess = 4;

const lock = 0;
const total = 1;
const firstPlace = 2;
/** A thread holds the lock for less than a microsecond. */
const triesMax = 10_000;

export interface LimitedNetwork {
  readonly prefix: IpPrefix;
  /** Of all notes, from 0 to 1, and at most as large as it was. */
  readonly share: number;
}

export function createLimitedWords(): SharedArrayBuffer {
  return new SharedArrayBuffer((firstPlace + placeCount * placeWords) * Int32Array.BYTES_PER_ELEMENT);
}

export class LimitedNetworks {
  readonly #words: Int32Array;

  constructor(words: SharedArrayBuffer) {
    this.#words = new Int32Array(words);
  }

  /** The first 64 bits of a prefix, with zeros behind it. */
  note(firstWord: number, secondWord: number, family: 4 | 6, bits: number): void {
    const words = this.#words;
    if (Atomics.compareExchange(words, lock, 0, 1) !== 0) return;
    const shapeWord = (family << 8) | bits;
    let at = firstPlace;
    let leastAt = firstPlace;
    for (; at < words.length; at += placeWords) {
      if (words[at] === firstWord && words[at + second] === secondWord && words[at + shape] === shapeWord)
        break;
      if ((words[at + count] as number) < (words[leastAt + count] as number)) leastAt = at;
    }
    if (at === words.length) {
      at = leastAt;
      words[at] = firstWord;
      words[at + second] = secondWord;
      words[at + shape] = shapeWord;
      words[at + excess] = words[at + count] as number;
    }
    words[at + count] = (words[at + count] as number) + 1;
    words[total] = (words[total] as number) + 1;
    Atomics.store(words, lock, 0);
  }

  /** The worst first, and forgets them. */
  take(): LimitedNetwork[] {
    const words = this.#words;
    let tries = 0;
    while (Atomics.compareExchange(words, lock, 0, 1) !== 0) if (++tries === triesMax) return [];
    const taken = words.slice();
    words.fill(0, total);
    Atomics.store(words, lock, 0);
    const notes = taken[total] as number;
    const networks: LimitedNetwork[] = [];
    for (let at = firstPlace; at < taken.length; at += placeWords) {
      const sure = (taken[at + count] as number) - (taken[at + excess] as number);
      if (sure > 0) networks.push({ prefix: readPrefix(taken, at), share: sure / notes });
    }
    return networks.sort((a, b) => b.share - a.share);
  }
}

function readPrefix(words: Int32Array, at: number): IpPrefix {
  const shapeWord = words[at + shape] as number;
  const octets = new DataView(new ArrayBuffer(shapeWord >>> 8 === 4 ? 4 : 16));
  octets.setInt32(0, words[at] as number);
  if (octets.byteLength > 4) octets.setInt32(4, words[at + second] as number);
  return prefixOf(new Uint8Array(octets.buffer), shapeWord & 0xff);
}
