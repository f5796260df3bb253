// What each receiver was told last, kept for the next run, so that a restart repeats nothing and reports what is over. Without the
// receivers' names, which are secrets. Refuses to know what is made of it.

import { join } from 'node:path';
import { readKeptFile, writeKeptFileSurely } from '../../base/kept-file.ts';
import type { Result } from '../../base/result.ts';
import { dictionary, list, object, optional, text, wholeNumber, word } from '../../base/value-reader.ts';
import type { Told, ToldMap } from './standing/find-changes.ts';
import {
  canBe,
  keyOf,
  type Subject,
  subjectKinds,
  subjectOf,
  type Wrong,
  wrongWords,
} from './standing/subject.ts';

/** Everything that is configured may be down. */
const entriesMax = 250_000;
const receiversMax = 64;

/** By the id of a receiver. */
export type AllTold = ReadonlyMap<string, ToldMap>;

export interface KeptTold {
  /** When the daemon that wrote it started: a new thread of the same daemon recognises its own run by that. */
  readonly startedSeconds: number;
  readonly receivers: AllTold;
}

interface Entry extends Subject, Told {}

const secondsMax = 2 ** 40;

const readEntry = object<Entry>({
  kind: word(subjectKinds),
  name: text,
  wrong: word<Wrong>(wrongWords),
  stage: optional(wholeNumber(0, 1000)),
  sinceMs: wholeNumber(0, secondsMax * 1000),
});

const readFile = object<{
  readonly version: number;
  readonly startedSeconds: number;
  readonly receivers: Readonly<Record<string, readonly Entry[]>>;
}>({
  version: wholeNumber(1, 1),
  startedSeconds: wholeNumber(0, secondsMax),
  receivers: dictionary(list(readEntry, entriesMax)),
});

export function toldFilePath(stateDirectory: string): string {
  return join(stateDirectory, 'notified.json');
}

export function readToldFile(path: string): Result<KeptTold | undefined, string> {
  return readKeptFile(path, (value) => {
    const read = readFile(value);
    if (!read.ok) return undefined;
    const { startedSeconds, receivers } = read.value;
    const kept = Object.entries(receivers).slice(0, receiversMax);
    return { startedSeconds, receivers: new Map(kept.map(([id, entries]) => [id, toMap(entries)])) };
  });
}

export function writeToldFile(
  path: string,
  { startedSeconds, receivers }: KeptTold,
): Promise<Result<void, string>> {
  const entries = [...receivers].map(([id, told]) => [id, toEntries(told)]);
  const content = { version: 1, startedSeconds, receivers: Object.fromEntries(entries) };
  return writeKeptFileSurely(path, `${JSON.stringify(content)}\n`);
}

function toMap(entries: readonly Entry[]): ToldMap {
  const meant = entries.filter((entry) => canBe(entry, entry.wrong));
  return new Map(
    meant.map(({ wrong, stage, sinceMs, ...entry }) => [
      keyOf(entry),
      { wrong, sinceMs, ...(stage !== undefined && { stage }) },
    ]),
  );
}

function toEntries(told: ToldMap): Entry[] {
  return [...told].flatMap(([key, one]) => {
    const subject = subjectOf(key);
    return subject === undefined ? [] : [{ ...subject, ...one }];
  });
}
