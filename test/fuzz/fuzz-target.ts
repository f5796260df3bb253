// What a fuzz target is: a module of targets/ that exports these. Its function throws when what it was made to look for happened.

import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface FuzzTarget {
  /** Given anything at all; never more than `octetsMax` of it. */
  readonly fuzz: (data: Buffer) => void | Promise<void>;
  /** Inputs to begin with: the fuzzer changes them, and the suite runs them as they are. */
  readonly seeds: () => readonly Uint8Array[];
  readonly octetsMax: number;
}

const folder = join(import.meta.dirname, 'targets');

/** Of every module in targets/. */
export function targetNames(): readonly string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.js'));
  return files.map((file) => basename(file, '.js')).sort();
}

export function targetPath(name: string): string {
  return join(folder, `${name}.js`);
}

export async function loadTarget(path: string): Promise<FuzzTarget> {
  return (await import(pathToFileURL(path).href)) as FuzzTarget;
}

/** What a target looks for has happened. */
export function found(what: string): never {
  throw new Error(`found: ${what}`);
}
