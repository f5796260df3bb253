// A binary heap of things with a time at which they are due. Refuses to know what time it is.

import { invariant } from './invariant.ts';

interface Due<Item> {
  readonly atMs: number;
  readonly item: Item;
}

export class DueQueue<Item> {
  readonly #heap: Due<Item>[] = [];

  get size(): number {
    return this.#heap.length;
  }

  get earliestMs(): number | undefined {
    return this.#heap[0]?.atMs;
  }

  add(atMs: number, item: Item): void {
    this.#heap.push({ atMs, item });
    this.#siftUp(this.#heap.length - 1);
  }

  /** Removes the earliest item that is due at `nowMs`, if any. */
  removeDue(nowMs: number): Due<Item> | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.atMs > nowMs) return undefined;
    const last = this.#heap.pop();
    invariant(last !== undefined, 'a heap with a first element has a last one');
    if (this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#siftDown();
    }
    return first;
  }

  #siftUp(from: number): void {
    let child = from;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (this.#at(parent).atMs <= this.#at(child).atMs) return;
      this.#swap(parent, child);
      child = parent;
    }
  }

  #siftDown(): void {
    let parent = 0;
    for (;;) {
      const left = 2 * parent + 1;
      if (left >= this.#heap.length) return;
      const right = left + 1;
      const hasRight = right < this.#heap.length;
      const child = hasRight && this.#at(right).atMs < this.#at(left).atMs ? right : left;
      if (this.#at(parent).atMs <= this.#at(child).atMs) return;
      this.#swap(parent, child);
      parent = child;
    }
  }

  #at(index: number): Due<Item> {
    const due = this.#heap[index];
    invariant(due !== undefined, 'heap index within the heap');
    return due;
  }

  #swap(a: number, b: number): void {
    const held = this.#at(a);
    this.#heap[a] = this.#at(b);
    this.#heap[b] = held;
  }
}
