// The overrides of operators in a file of the runtime directory, for the next run to go on with, and what that run has to
// know of the TTLs that earlier ones handed out. Whatever stands in the file is checked before it is believed.

import { join } from 'node:path';
import { isCount, readKeptFile, writeKeptFile } from '../base/kept-file.ts';
import type { Result } from '../base/result.ts';
import { isRecord } from '../base/value-reader.ts';
import { isOperatorName } from '../control/protocol/overrides.ts';
import {
  type Operator,
  type Override,
  type OverrideAction,
  overrideActions,
  parseAddressSubject,
  printSubject,
  type Subject,
} from '../health/deciding/overrides.ts';
import { type Name, parseAbsoluteOwner, parseOwner, printName, rootName } from '../wire/name.ts';
import { ttlSecondsMax } from '../zone/zone-timing.ts';

export interface KeptOverride {
  readonly override: Override;
  /** Of a drain: from when on nobody holds an answer with what was drained; absent until that is known. */
  readonly clearAtSeconds?: number | undefined;
}

export interface OverrideFile {
  /** Of the addresses that are published. */
  readonly ttlSeconds: number;
  /** Until when answers with another TTL, handed out before, may be held. */
  readonly heldUntilSeconds: number;
  readonly overrides: readonly KeptOverride[];
}

/** Number of the file's format: another one is not read. */
const format = 1;
const fileName = 'overrides.json';
/** More than anybody decides by hand; a program that drains so many wants another configuration. */
export const overridesMax = 1000;
/** The year 9999: later times are no times, and Date ends not long after. */
const secondsMax = 253_402_300_799;

export function overrideFilePath(directory: string): string {
  return join(directory, fileName);
}

/** The first release had one hosted zone and named it nowhere: `hosted` is what it is taken for. */
export function readOverrideFile(
  path: string,
  hosted: Name = rootName,
): Result<OverrideFile | undefined, string> {
  return readKeptFile(path, (value) => checkFile(value, hosted));
}

export function writeOverrideFile(path: string, file: OverrideFile): Result<void, string> {
  return writeKeptFile(path, print(file));
}

function print({ ttlSeconds, heldUntilSeconds, overrides }: OverrideFile): string {
  const entries = overrides.map(({ override: { subject, ...rest }, clearAtSeconds }) => ({
    ...rest,
    subject: printSubject(subject),
    ...(subject.kind === 'name' ? { name: printName(subject.name) } : {}),
    clearAtSeconds,
  }));
  return JSON.stringify({ format, ttlSeconds, heldUntilSeconds, overrides: entries });
}

function checkFile(value: unknown, hosted: Name): OverrideFile | undefined {
  if (!isRecord(value) || value['format'] !== format || !Array.isArray(value['overrides'])) return undefined;
  const { ttlSeconds, heldUntilSeconds } = value;
  if (!isCount(ttlSeconds, ttlSecondsMax) || !isCount(heldUntilSeconds, secondsMax)) return undefined;
  if (value['overrides'].length > overridesMax) return undefined;
  const overrides: KeptOverride[] = [];
  for (const entry of value['overrides']) {
    const kept = checkEntry(entry, hosted);
    if (kept === undefined) return undefined;
    overrides.push(kept);
  }
  return { ttlSeconds, heldUntilSeconds, overrides };
}

function checkEntry(value: unknown, hosted: Name): KeptOverride | undefined {
  if (!isRecord(value)) return undefined;
  const { action, sinceSeconds, untilSeconds, clearAtSeconds } = value;
  const subject = checkSubject(value['subject'], value['name'], hosted);
  const by = checkOperator(value['by']);
  if (!isAction(action) || subject === undefined || by === undefined) return undefined;
  if (subject.kind === 'name' && action !== 'drain') return undefined;
  if (!isCount(sinceSeconds, secondsMax)) return undefined;
  if (untilSeconds !== undefined && !isCount(untilSeconds, secondsMax)) return undefined;
  if (clearAtSeconds !== undefined && !isCount(clearAtSeconds, secondsMax)) return undefined;
  return { override: { action, subject, by, sinceSeconds, untilSeconds }, clearAtSeconds };
}

function checkSubject(text: unknown, name: unknown, hosted: Name): Subject | undefined {
  if (typeof text !== 'string') return undefined;
  const place = parseAddressSubject(text);
  if (place !== undefined) return place;
  const owner = parseOwner(text);
  if (!owner.ok) return undefined;
  const whole = name ?? printName((owner.value + hosted) as Name);
  const read = typeof whole === 'string' ? parseAbsoluteOwner(whole) : undefined;
  return read?.ok === true ? { kind: 'name', name: read.value, label: text } : undefined;
}

function checkOperator(value: unknown): Operator | undefined {
  if (!isRecord(value)) return undefined;
  const { uid, name } = value;
  if (uid !== undefined && !isCount(uid, 0xffff_ffff)) return undefined;
  if (name !== undefined && !isOperatorName(name)) return undefined;
  return { uid, name };
}

function isAction(value: unknown): value is OverrideAction {
  return (overrideActions as readonly unknown[]).includes(value);
}
