// How many file descriptors this process may have, and how many it has. Refuses to know what they are for.

import { readdirSync, readFileSync } from 'node:fs';

export interface OpenFiles {
  /** One more is EMFILE. Node has raised it to the hard limit before any of our code runs. */
  readonly limit: number;
  readonly open: number;
}

/** Nothing where there is no /proc, or nothing of ours in it. */
export function readOpenFiles(): OpenFiles | undefined {
  try {
    const line = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'));
    const limit = Number(line?.[1]);
    // "unlimited" is not a number, and not a bound either.
    if (!Number.isInteger(limit)) return undefined;
    // The limit bounds the numbers of descriptors: what was inherited with a larger one takes none of them away.
    const below = readdirSync('/proc/self/fd').filter((fd) => Number(fd) < limit);
    // One of them was open only to read this.
    return { limit, open: below.length - 1 };
  } catch {
    return undefined;
  }
}
