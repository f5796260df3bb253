// What all threads that answer share with the desk: whether anybody attends to what they leave there, and how much more they
// may leave. Refuses to know what that is.

const openAt = 0;
const permitsAt = 1;

export type DeskWords = Int32Array;

export function createDeskWords(): DeskWords {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
}

/** Of a program without a desk. */
export const closedDesk: DeskWords = createDeskWords();

export function isOpen(words: DeskWords): boolean {
  return Atomics.load(words, openAt) === 1;
}

export function setOpen(words: DeskWords, isOpen: boolean): void {
  Atomics.store(words, openAt, isOpen ? 1 : 0);
}

export function addPermits(words: DeskWords, count: number): void {
  Atomics.add(words, permitsAt, count);
}

/** For one message; false when there is none left. */
export function takePermit(words: DeskWords): boolean {
  if (Atomics.load(words, permitsAt) <= 0) return false;
  if (Atomics.sub(words, permitsAt, 1) > 0) return true;
  // Another thread was faster.
  Atomics.add(words, permitsAt, 1);
  return false;
}
