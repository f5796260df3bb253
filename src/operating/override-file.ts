// Overrides in a file of the runtime directory, for the next run to continue, together with what it needs to know of the
// TTLs that earlier runs handed out. Everything in the file is checked before it is believed.

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
  /** Of a drain: when no cache holds a drained address any more; absent until that is known. */
  readonly clearAtSeconds?: number | undefined;
}

export interface OverrideFile {
  /** Of published addresses. */
  readonly ttlSeconds: number;
  /** Until when caches may hold answers with an earlier TTL. */
  readonly heldUntilSeconds: number;
  readonly overrides: readonly KeptOverride[];
}

/** Version of the format; no other is read. */
const format = 1;
const fileName = 'overrides.json';
/** More than anybody sets by hand; a program that drains more should change the configuration. */
export const overridesMax = 1000;
/** The year 9999; anything later is no real time and comes close to the end of Date. */
const secondsMax = 253_402_300_799;

export function overrideFilePath(directory: string): string {
  return join(directory, fileName);
}

/** Files of the first release do not name their one zone: it is taken to be `hosted`. */
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
  const address = parseAddressSubject(text);
  if (address !== undefined) return address;
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
