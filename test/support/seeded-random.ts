// Repeatable randomness: every generated test draws its numbers from here and names its seed in its title.
// TEST_SEED=<number> repeats a run, TEST_SEED=random explores.

export interface SeededRandom {
  readonly seed: number;
  /** From 0 (inclusive) to 1 (exclusive). */
  next(): number;
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number;
  chance(share: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  octets(count: number): Buffer;
}

export const testSeed: number = readSeed(process.env['TEST_SEED']);

function readSeed(text: string | undefined): number {
  if (text === 'random') return Math.floor(Math.random() * 2 ** 32);
  return text === undefined ? 1 : Number(text) >>> 0;
}

export function createSeededRandom(seed: number = testSeed): SeededRandom {
  let state = seed >>> 0;
  // mulberry32: 32 bits of state, good enough to reach everywhere and easy to read.
  function next(): number {
    state = (state + 0x6d2b_79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    seed,
    next,
    below,
    chance: (share) => next() < share,
    pick(items) {
      if (items.length === 0) throw new Error('there is nothing to pick from');
      return items[below(items.length)] as (typeof items)[number];
    },
    octets: (count) => Buffer.from(Array.from({ length: count }, () => below(256))),
  };
}
