// Waits for file descriptors with poll(2), without an event loop.

import { pollIn } from './constants.ts';
import type { Address, Libc } from './libc.ts';
import { PollEntry, pinnedWords } from './struct-layouts.ts';

const entryWords = PollEntry.size / 4;

export class Poller {
  readonly #libc: Libc;
  readonly #entries: Int32Array;
  readonly #at: Address;
  readonly #count: number;

  constructor(libc: Libc, count: number) {
    this.#libc = libc;
    this.#count = count;
    this.#entries = pinnedWords(count * entryWords);
    this.#at = libc.addressOf(this.#entries);
  }

  watch(index: number, fd: number, events: number = pollIn): void {
    this.#entries[index * entryWords] = fd;
    this.#entries[index * entryWords + 1] = events;
  }

  /** Returns when something is ready or time is up; a signal may end it early. */
  wait(timeoutMs: number): void {
    if (this.#libc.poll(this.#at, this.#count, timeoutMs) > 0) return;
    for (let index = 0; index < this.#count; index++) {
      const word = index * entryWords + 1;
      this.#entries[word] = (this.#entries[word] as number) & 0xffff;
    }
  }

  /** After `wait`: whether a descriptor is ready, or broken; reading from it will tell which. */
  isReady(index: number): boolean {
    return (this.#entries[index * entryWords + 1] as number) >>> 16 !== 0;
  }
}
