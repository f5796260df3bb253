// What the user of `healthy-dns top` looks at, and what each key changes of it. Refuses to know how it is shown.

import type { Key, NamedKey } from '../terminal/read-keys.ts';

export type ListKind = 'names' | 'targets';

export const sortings = {
  names: ['state', 'name', 'time'],
  targets: ['state', 'target', 'latency', 'time'],
} as const;

export interface Choice {
  readonly list: ListKind;
  /** Of `sortings`; one for each list. */
  readonly sorting: Readonly<Record<ListKind, number>>;
  /** As typed. */
  readonly filter: string;
  readonly isTyping: boolean;
  readonly isHelp: boolean;
  /** The line that is looked at, from 0; may be behind the last one. */
  readonly cursor: number;
}

export const firstChoice: Choice = {
  list: 'names',
  sorting: { names: 0, targets: 0 },
  filter: '',
  isTyping: false,
  isHelp: false,
  cursor: 0,
};

export interface Extent {
  /** How many lines there are, and how many of them the screen shows. */
  readonly lines: number;
  readonly page: number;
}

/** A name has at most 255 octets. */
const filterLengthMax = 300;

/** Nothing: the user wants to leave. */
export function choose(choice: Choice, key: Key, extent: Extent): Choice | undefined {
  if ('named' in key) {
    if (key.named === 'interrupt') return undefined;
    if (choice.isTyping) return edit(choice, key.named);
    if (choice.isHelp) return { ...choice, isHelp: false };
    return move(choice, key.named, extent);
  }
  if (choice.isTyping)
    return { ...choice, filter: (choice.filter + key.typed).slice(0, filterLengthMax), cursor: 0 };
  if (key.typed === 'q') return undefined;
  if (choice.isHelp) return { ...choice, isHelp: false };
  return obey(choice, key.typed, extent);
}

function obey(choice: Choice, typed: string, extent: Extent): Choice {
  switch (typed) {
    case '?':
    case 'h':
      return { ...choice, isHelp: true };
    case '/':
      return { ...choice, isTyping: true };
    case 't':
      return { ...choice, list: 'targets', cursor: 0 };
    case 'n':
      return { ...choice, list: 'names', cursor: 0 };
    case 's': {
      const { list, sorting } = choice;
      const next = (sorting[list] + 1) % sortings[list].length;
      return { ...choice, sorting: { ...sorting, [list]: next }, cursor: 0 };
    }
    case 'j':
      return move(choice, 'down', extent);
    case 'k':
      return move(choice, 'up', extent);
    case 'g':
      return move(choice, 'home', extent);
    case 'G':
      return move(choice, 'end', extent);
    case ' ':
      return move(choice, 'page-down', extent);
    default:
      return choice;
  }
}

function edit(choice: Choice, key: NamedKey): Choice {
  switch (key) {
    case 'enter':
    case 'up':
    case 'down':
      return { ...choice, isTyping: false };
    case 'escape':
      return { ...choice, isTyping: false, filter: '', cursor: 0 };
    case 'erase-line':
      return { ...choice, filter: '', cursor: 0 };
    case 'backspace':
      return { ...choice, filter: [...choice.filter].slice(0, -1).join(''), cursor: 0 };
    default:
      return choice;
  }
}

function move(choice: Choice, key: NamedKey, { lines, page }: Extent): Choice {
  const last = Math.max(0, lines - 1);
  const from = Math.min(choice.cursor, last);
  const to = (cursor: number): Choice => ({ ...choice, cursor: Math.max(0, Math.min(cursor, last)) });
  switch (key) {
    case 'up':
      return to(from - 1);
    case 'down':
      return to(from + 1);
    case 'page-up':
      return to(from - page);
    case 'page-down':
      return to(from + page);
    case 'home':
      return to(0);
    case 'end':
      return to(last);
    case 'escape':
      return { ...choice, filter: '', cursor: 0 };
    default:
      return choice;
  }
}
