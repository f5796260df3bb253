// What the address of a page says about which rows are chosen.

import type { Choice } from './client/choice.ts';

/** Longer ones are cut: nobody types them. */
const searchMax = 200;

export function readChoice(query: URLSearchParams): Choice {
  return {
    search: (query.get('q') ?? '').slice(0, searchMax),
    show: (query.get('show') ?? '').slice(0, searchMax),
  };
}
