// A file of the runtime directory that one run leaves for the next: read whole or not at all, and written so. What may stand
// in it is for others to check; this is what their checks are made of.

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fail, type Result, succeed } from '../base/result.ts';

/** Nothing when there is none; a problem when there is one that cannot be believed. */
export function readKeptFile<Content>(
  path: string,
  check: (value: unknown) => Content | undefined,
): Result<Content | undefined, string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? succeed(undefined) : fail(`cannot be read (${code})`);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return fail('is damaged');
  }
  const content = check(parsed);
  return content === undefined ? fail('does not hold what it should') : succeed(content);
}

/**
 * Written beside, under another ending, and moved into place, so that whoever reads sees the old file or the new one, each
 * whole.
 */
export function writeKeptFile(path: string, draftEnding: string, text: string): void {
  const draft = `${path}${draftEnding}`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, path);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isCount(value: unknown, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;
}
