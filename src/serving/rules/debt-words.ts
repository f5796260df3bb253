// The memory behind reply-debts.ts: one megabyte for all threads, laid out once.

/** Where in the memory, in words of 32 bits. */
export const DebtWord = {
  /** Secret: where a network's words are. Drawn when the program starts. */
  keys: 0,
  /** When all debts were last pardoned. */
  pardonedSeconds: 6,
  /** From here on, aligned to a line of the cache. */
  rows: 16,
} as const;

export const debtKeyCount = 6;

/** The hash has 16 bits for each row. */
export const debtRowWords = 65_536;
/** With each further one, who is over the limit hits 64 times fewer others; and every reply costs one more look. */
const rowCount = 4;

export function createDebtWords(
  drawKeys: (keys: Int32Array<ArrayBuffer>) => void = (keys) => crypto.getRandomValues(keys),
): SharedArrayBuffer {
  const octets = (DebtWord.rows + rowCount * debtRowWords) * Int32Array.BYTES_PER_ELEMENT;
  const words = new SharedArrayBuffer(octets);
  const keys = new Int32Array(debtKeyCount);
  drawKeys(keys);
  new Int32Array(words).set(keys, DebtWord.keys);
  return words;
}
