// The setting `update`, of the flags or of a zone -> who may change what in zones.

import { isJsonArray, isJsonObject, type Json } from '../../base/parse-json.ts';
import { quote } from '../../base/quote.ts';
import { explainNameProblem } from '../../wire/explain-name-problem.ts';
import { parseRecordType, printRecordType, RecordType } from '../../wire/protocol.ts';
import type { Findings } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';
import { didYouMean } from '../findings/suggest.ts';
import { whyNeverGiven } from '../names/read-records.ts';
import { splitList } from '../sources/raw-value.ts';
import { FieldReader } from '../sources/read-fields.ts';
import { kindOfJson } from '../sources/read-json.ts';
import { type NumberRange, ttlRange } from '../sources/read-scalars.ts';
import type { KeyUses } from './key-uses.ts';
import { type NamePattern, type PatternProblem, parseNamePattern } from './name-pattern.ts';
import { isUpdatableType } from './updatable-types.ts';
import type { UpdateRule } from './update-rule.ts';

export const updateKeys = ['key', 'names', 'types', 'max-ttl', 'max-records'] as const;

/** Each update is compared with those of its key. */
const rulesMax = 256;
/** Each name that an update is about is compared with them. */
const patternsMax = 256;
/** More than there are types that anybody uses. */
const typesMax = 64;
/** What an update makes is of use while somebody renews it. */
const defaultTtlSecondsMax = 3600;
/** A certificate for as many names takes a challenge for each; a home has a handful. */
const defaultRecordsMax = 100;
/** All of them are kept in one file, which each change writes anew. */
const recordsRange: NumberRange = { min: 1, max: 10_000, isWhole: true, noun: 'whole number' };

export const updateExample = '[{"key": "acme.", "names": ["_acme-challenge.**"], "types": ["TXT"]}]';

export interface UpdateContext {
  readonly keyUses: KeyUses;
  readonly findings: Findings;
}

export function readUpdates(
  path: string,
  json: Json,
  context: UpdateContext,
): readonly UpdateRule[] | undefined {
  const { findings } = context;
  if (!isJsonArray(json)) {
    findings.error(path, `is ${kindOfJson(json)}; write a list of rules such as ${updateExample}`);
    return undefined;
  }
  if (json.length > rulesMax) {
    findings.error(path, `has ${json.length} rules; at most ${rulesMax} are allowed`);
    return undefined;
  }
  return json.flatMap((rule, index) => readRule(printPath(path, index), rule, context) ?? []);
}

function readRule(path: string, json: Json, { keyUses, findings }: UpdateContext): UpdateRule | undefined {
  if (!isJsonObject(json)) {
    findings.error(path, `is ${kindOfJson(json)}; write a rule such as ${updateExample.slice(1, -1)}`);
    return undefined;
  }
  const fields = new FieldReader(path, json, findings);
  fields.refuseOthers(updateKeys);
  if (!fields.has('key'))
    fields.reject('key', 'name the key that signs the updates; unsigned ones are always refused');
  const key = keyUses.read(fields, findings);
  const names = readNames(fields, findings);
  const types = readTypes(fields, names, findings);
  const ttlSecondsMax = fields.duration('max-ttl', ttlRange) ?? defaultTtlSecondsMax;
  const recordsMax = fields.number('max-records', recordsRange) ?? defaultRecordsMax;
  const [first, ...others] = names;
  if (key === undefined || first === undefined) return undefined;
  return { key, names: [first, ...others], ...(types && { types }), ttlSecondsMax, recordsMax };
}

function readNames(fields: FieldReader, findings: Findings): readonly NamePattern[] {
  const texts = readTexts(
    fields,
    'names',
    'list names such as ["_acme-challenge.**"]',
    patternsMax,
    findings,
  );
  return texts.flatMap(({ at, text }) => {
    const pattern = parseNamePattern(text.trim());
    if (!pattern.ok) findings.error(at, explainPatternProblem(text, pattern.problem));
    return pattern.ok ? [pattern.value] : [];
  });
}

function explainPatternProblem(text: string, problem: PatternProblem): string {
  switch (problem.kind) {
    case 'misplaced-stars':
      return `${quote(text)} has a "**" that is not at one of its ends; write "*" for each label`;
    case 'partial-star':
      return `${quote(text)} has a "*" beside other characters (${quote(problem.label)}); it stands for a whole label, and "\\*" for an asterisk itself`;
    default:
      return explainNameProblem(text, problem);
  }
}

function readTypes(
  fields: FieldReader,
  names: readonly NamePattern[],
  findings: Findings,
): readonly number[] | undefined {
  if (!fields.has('types')) return undefined;
  const isApexOnly =
    names.length > 0 && names.every(({ labels, open }) => labels.length === 0 && open === undefined);
  const types = new Set<number>();
  for (const { at, text } of readTexts(fields, 'types', 'list types such as ["TXT"]', typesMax, findings)) {
    const type = parseRecordType(text.trim());
    if (type === undefined) {
      const hint = didYouMean(text, Object.keys(RecordType));
      findings.error(at, `${quote(text)} is not a record type; write one such as "TXT"${hint}`);
      continue;
    }
    const why = isUpdatableType(type)
      ? whyNeverGiven(type, isApexOnly)
      : (whyNeverGiven(type, false) ?? '; it belongs into the configuration');
    if (why === undefined) types.add(type);
    else findings.error(at, `${printRecordType(type)} cannot be changed${why}`);
  }
  return [...types];
}

/** At least one, as a list or as a text with commas. */
function readTexts(
  fields: FieldReader,
  key: 'names' | 'types',
  wayOut: string,
  max: number,
  findings: Findings,
): readonly { readonly at: string; readonly text: string }[] {
  const json = fields.has(key) ? fields.object[key] : undefined;
  const list = typeof json === 'string' ? splitList(json) : json;
  const path = printPath(fields.path, key);
  if (list === undefined || !isJsonArray(list)) {
    fields.reject(key, wayOut);
    return [];
  }
  if (list.length === 0) findings.error(path, `is empty; ${wayOut}`);
  if (list.length > max) {
    findings.error(path, `has ${list.length} entries; at most ${max} are allowed`);
    return [];
  }
  return list.flatMap((item, index) => {
    const at = list === json ? printPath(path, index) : path;
    if (typeof item === 'string') return [{ at, text: item }];
    findings.error(at, `is ${kindOfJson(item)}; write a text in quotes`);
    return [];
  });
}
