// The part of a list that a request asks for by `q`, `state`, `limit` and `offset`. Refuses to know what it lists.

import { fail, type Result, succeed } from '../../base/result.ts';

/** What a person looks through, and what a program takes at once: some megabytes. */
const limitDefault = 500;
const limitMax = 5000;
/** A name has at most 255 octets. */
const searchLengthMax = 300;

export interface ListWish {
  /** In lower case. */
  readonly search: string;
  readonly state: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** The problem is a sentence. */
export function readListWish(query: URLSearchParams, states: readonly string[]): Result<ListWish, string> {
  const search = (query.get('q') ?? '').toLowerCase();
  if (search.length > searchLengthMax) return fail(`"q" has at most ${searchLengthMax} characters`);
  const state = query.get('state') ?? undefined;
  if (state !== undefined && !states.includes(state)) return fail(`"state" is one of ${states.join(', ')}`);
  const limit = readCount(query.get('limit') ?? String(limitDefault));
  if (limit === undefined || limit > limitMax) return fail(`"limit" is a number from 0 to ${limitMax}`);
  const offset = readCount(query.get('offset') ?? '0');
  if (offset === undefined) return fail('"offset" is a number');
  return succeed({ search, state, limit, offset });
}

function readCount(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

export interface Ordering<Item> {
  readonly rank: (item: Item) => number;
  /** Among those of the same rank. */
  readonly text: (item: Item) => string;
}

/** The page of what was found, in order. */
export function pageOf<Item>(
  found: readonly Item[],
  { limit, offset }: ListWish,
  { rank, text }: Ordering<Item>,
): readonly Item[] {
  const keyed = found.map((item) => ({ item, rank: rank(item), text: text(item) }));
  // Not by locale: that takes ten times as long.
  keyed.sort((a, b) => a.rank - b.rank || (a.text < b.text ? -1 : 1));
  return keyed.slice(offset, offset + limit).map(({ item }) => item);
}
