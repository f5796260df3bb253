// How many file descriptors this process may open, and how many are open. Refuses to know what they are for.

import { readdirSync, readFileSync } from 'node:fs';

export interface OpenFiles {
  /** One more fails with EMFILE. Node has raised it to the hard limit before any of our code runs. */
  readonly limit: number;
  readonly open: number;
}

/** Undefined without /proc, or when it cannot be read. */
export function readOpenFiles(): OpenFiles | undefined {
  try {
    const limit = readFilesLimit();
    if (limit === undefined) return undefined;
    // The limit is on a descriptor's number, so an inherited one with a larger number takes no place.
    const below = readdirSync('/proc/self/fd').filter((fd) => Number(fd) < limit);
    // Minus the one open for reading this directory.
    return { limit, open: below.length - 1 };
  } catch {
    return undefined;
  }
}

/** Undefined also where there is none to keep: "unlimited". */
export function readFilesLimit(): number | undefined {
  try {
    const line = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'));
    return line === null ? undefined : Number(line[1]);
  } catch {
    return undefined;
  }
}
