// Which rows a search and a filter choose, the same on the server and in the browser. Refuses to know what a row looks like.

/** What a row is about: its text in lower case, and words for its state. */
export interface Described {
  readonly text: string;
  /** `down trouble`: what `show` may ask for. */
  readonly kinds: string;
}

export interface Choice {
  /** Words that must all occur. */
  readonly search: string;
  /** A kind; empty: all. */
  readonly show: string;
}

export function chooses({ search, show }: Choice, { text, kinds }: Described): boolean {
  if (show !== '' && !kinds.split(' ').includes(show)) return false;
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
