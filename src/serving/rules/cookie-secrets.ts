// The secrets of cookies in memory that all threads share: the first makes cookies, all of them check. One thread writes, the
// others look for a change with every batch and keep what they had while one is under way, so that none uses half a key.
// Refuses to know where secrets come from.
//
//   generation (odd: being written) │ count │ first key (4 words) │ second key │ ...

import { sipKeyWords, writeSipKey } from '../../base/sip-hash.ts';

/** A cookie of nobody costs a hash for each; rolling over takes two, and one more stands ready elsewhere. */
export const cookieSecretsMax = 4;

const generationAt = 0;
const countAt = 1;
const keysAt = 2;
const words = keysAt + cookieSecretsMax * sipKeyWords;

export function shareCookieSecrets(): SharedArrayBuffer {
  return new SharedArrayBuffer(words * Int32Array.BYTES_PER_ELEMENT);
}

/** Of `sipKeyOctets` each, at most `cookieSecretsMax`. Only one thread may, at a time. */
export function storeCookieSecrets(memory: SharedArrayBuffer, secrets: readonly Uint8Array[]): void {
  const shared = new Int32Array(memory);
  const kept = secrets.slice(0, cookieSecretsMax);
  const prepared = new Int32Array(cookieSecretsMax * sipKeyWords);
  for (const [index, secret] of kept.entries()) writeSipKey(secret, prepared, index * sipKeyWords);
  const generation = Atomics.load(shared, generationAt);
  Atomics.store(shared, generationAt, generation + 1);
  Atomics.store(shared, countAt, kept.length);
  for (const [word, value] of prepared.entries()) Atomics.store(shared, keysAt + word, value);
  Atomics.store(shared, generationAt, generation + 2);
}

/** As one thread sees them. */
export class CookieSecrets {
  /** None: cookies are not understood. */
  count = 0;
  /** `sipKeyWords` for each. */
  readonly keys = new Int32Array(cookieSecretsMax * sipKeyWords);
  readonly #shared: Int32Array;
  readonly #coming = new Int32Array(cookieSecretsMax * sipKeyWords);
  #generation = 0;

  constructor(memory: SharedArrayBuffer) {
    this.#shared = new Int32Array(memory);
    this.refresh();
  }

  /** To be called now and then: it costs one look. */
  refresh(): void {
    const generation = Atomics.load(this.#shared, generationAt);
    if (generation !== this.#generation) this.#read(generation);
  }

  #read(generation: number): void {
    // The next batch comes soon, and what is there still is as good as it was.
    if (generation % 2 !== 0) return;
    const count = Atomics.load(this.#shared, countAt);
    for (let word = 0; word < this.#coming.length; word++)
      this.#coming[word] = Atomics.load(this.#shared, keysAt + word);
    if (Atomics.load(this.#shared, generationAt) !== generation) return;
    this.keys.set(this.#coming);
    this.count = count;
    this.#generation = generation;
  }
}
