// What applies to a zone as a whole: its TTL, pace, policy and keys. The flags say it for all zones; a zone may say otherwise.

import { resolve } from 'node:path';
import { isJsonArray, type Json } from '../../base/parse-json.ts';
import { quote } from '../../base/quote.ts';
import type { AllDownPolicy } from '../../health/deciding/resolution.ts';
import type { PaceSettings } from '../../health/watching/watch.ts';
import type { Findings } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';
import { didYouMean } from '../findings/suggest.ts';
import { readAllDownFlag, readAllDownPolicy } from '../names/read-all-down.ts';
import { type RawValues, splitList } from '../sources/raw-value.ts';
import type { FieldReader } from '../sources/read-fields.ts';
import { kindOfJson } from '../sources/read-json.ts';
import { type ScalarReader, secondsRange, timesRange, ttlRange } from '../sources/read-scalars.ts';
import {
  algorithmWords,
  findAlgorithms,
  type KeySetting,
  planSigning,
  readKeyFlags,
  type SigningPlan,
  type WrittenKeys,
} from './read-signing.ts';

export interface ZoneSettings {
  readonly pace: PaceSettings;
  /** Absent: derived from the pace. */
  readonly ttlSeconds: number | undefined;
  readonly whenAllDown: AllDownPolicy;
}

/** As the flags have it, for zones that say nothing else. */
export function readDefaultSettings(
  values: RawValues,
  scalars: ScalarReader,
  pace: PaceSettings,
  findings: Findings,
): ZoneSettings {
  const ttlSeconds = scalars.duration('ttl', ttlRange, undefined);
  return { pace, ttlSeconds, whenAllDown: readAllDownFlag(values, findings) };
}

export function readZoneSettings(fields: FieldReader, defaults: ZoneSettings): ZoneSettings {
  return {
    pace: readPace(fields, defaults.pace),
    ttlSeconds: fields.duration('ttl', ttlRange) ?? defaults.ttlSeconds,
    whenAllDown: readAllDownPolicy(fields, 'when-all-down') ?? defaults.whenAllDown,
  };
}

function readPace(fields: FieldReader, defaults: PaceSettings): PaceSettings {
  const ms = (key: 'test-min-interval' | 'test-timeout') => {
    const seconds = fields.duration(key, secondsRange);
    return seconds === undefined ? undefined : seconds * 1000;
  };
  const intervalMs = ms('test-min-interval') ?? defaults.intervalMs;
  const timeoutMs = ms('test-timeout') ?? defaults.timeoutMs;
  const own = (['test-timeout', 'test-min-interval'] as const).find((key) => fields.has(key));
  if (own !== undefined && timeoutMs > intervalMs) {
    const message = `lets a probe take ${timeoutMs / 1000} s, longer than the ${intervalMs / 1000} s between probes`;
    fields.warnIfSound(own, message);
  }
  return {
    intervalMs,
    timeoutMs,
    rise: fields.number('rise', timesRange) ?? defaults.rise,
    fall: fields.number('fall', timesRange) ?? defaults.fall,
  };
}

/** What the flags say of keys, and the plan for zones that say nothing else. */
export interface DefaultKeys {
  readonly written: WrittenKeys;
  readonly plan: SigningPlan | undefined;
}

export function readDefaultKeys(values: RawValues, scalars: ScalarReader, findings: Findings): DefaultKeys {
  const written = readKeyFlags(values, scalars);
  // Beside other zones, what has no effect on this one may have one on those.
  const says = (setting: KeySetting) => values.has(setting) && !values.has('zones');
  return { written, plan: planSigning(written, { says }, findings) };
}

const keySettings: readonly KeySetting[] = [
  'priv-key-path',
  'priv-key-passphrase-file',
  'priv-key-alg',
  'nsec3',
];

/** The very plan of the flags for a zone that says nothing of keys: its files are read once. */
export function readZoneKeys(
  fields: FieldReader,
  { written, plan }: DefaultKeys,
  folder: string | undefined,
  findings: Findings,
): SigningPlan | undefined {
  if (!keySettings.some((key) => fields.has(key))) return plan;
  const paths = readTexts(fields, 'priv-key-path', findings);
  const passphrasePaths = readTexts(fields, 'priv-key-passphrase-file', findings);
  const own: WrittenKeys = {
    paths: paths?.map((path) => resolve(folder ?? '', path)) ?? written.paths,
    passphrasePaths: passphrasePaths?.map((path) => resolve(folder ?? '', path)) ?? written.passphrasePaths,
    algorithms: readAlgorithms(fields, findings) ?? written.algorithms,
    isHashed: fields.isOn('nsec3') ?? written.isHashed,
  };
  return planSigning(own, { path: fields.path, says: (key) => fields.has(key) }, findings);
}

function readAlgorithms(fields: FieldReader, findings: Findings) {
  const words = readTexts(fields, 'priv-key-alg', findings)?.map((text) => text.toLowerCase());
  for (const word of words ?? []) {
    if (algorithmWords.includes(word)) continue;
    const why = `is not one of ${algorithmWords.join(', ')}${didYouMean(word, algorithmWords)}`;
    fields.error('priv-key-alg', `${quote(word)} ${why}`);
  }
  return words && findAlgorithms(words);
}

/** A text, several with commas between them, or an array of texts. */
function readTexts(fields: FieldReader, key: KeySetting, findings: Findings): string[] | undefined {
  if (!fields.has(key)) return undefined;
  const json: Json = fields.object[key] ?? null;
  if (typeof json === 'string') return splitList(json);
  if (typeof json === 'number') return [String(json)];
  if (!isJsonArray(json)) {
    fields.reject(key, 'write a text or an array of texts');
    return undefined;
  }
  return json.flatMap((item, index) => {
    if (typeof item === 'string' || typeof item === 'number') return [String(item).trim()];
    findings.error(printPath(fields.path, key, index), `is ${kindOfJson(item)}; write a text`);
    return [];
  });
}
