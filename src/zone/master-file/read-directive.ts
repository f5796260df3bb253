// The directives of a master file: $ORIGIN, $TTL, $INCLUDE and $GENERATE. Refuses to know how entries are split.

import { quote } from '../../base/quote.ts';
import { readEscapes } from '../../wire/escapes.ts';
import { explainNameProblem } from '../../wire/explain-name-problem.ts';
import { type Name, parseMasterName } from '../../wire/name.ts';
import type { Field } from '../../wire/presentation/fields.ts';
import type { Entry } from './entry-reader.ts';
import { explainTtlProblem, parseTtl } from './parse-ttl.ts';
import { readGenerate } from './read-generate.ts';
import { type EntryProblem, type OpenFile, openFile, type ZoneReading } from './zone-reading.ts';

type ReadDirective = (reading: ZoneReading, file: OpenFile, entry: Entry) => EntryProblem | undefined;

const directives: ReadonlyMap<string, ReadDirective> = new Map([
  ['$ORIGIN', readOrigin],
  ['$TTL', readDefaultTtl],
  ['$INCLUDE', readInclude],
  ['$GENERATE', readGenerate],
]);

export function readDirective(reading: ZoneReading, file: OpenFile, entry: Entry): EntryProblem | undefined {
  const [field] = entry.fields;
  const word = field?.text ?? '';
  const read = directives.get(word.toUpperCase());
  if (read !== undefined) return read(reading, file, entry);
  return {
    message: `${quote(word)} is not a directive; there are ${[...directives.keys()].join(', ')}`,
    field,
  };
}

function readOrigin(_reading: ZoneReading, file: OpenFile, { fields }: Entry): EntryProblem | undefined {
  const [directive, name, extra] = fields;
  if (name === undefined) return { message: 'lacks a name, as in "$ORIGIN example.com."', field: directive };
  if (extra !== undefined) return explainExtra(extra);
  const origin = readOriginName(name, file.origin);
  if (typeof origin !== 'string') return origin;
  file.origin = origin;
  return undefined;
}

function readOriginName(field: Field, origin: Name): Name | EntryProblem {
  const parsed = parseMasterName(field.text, origin);
  return parsed.ok ? parsed.value.name : { message: explainNameProblem(field.text, parsed.problem), field };
}

function readDefaultTtl({ ttl }: ZoneReading, _file: OpenFile, { fields }: Entry): EntryProblem | undefined {
  const [directive, field, extra] = fields;
  if (field === undefined) return { message: 'lacks a TTL, as in "$TTL 1h"', field: directive };
  if (extra !== undefined) return explainExtra(extra);
  const parsed = parseTtl(field.text);
  if (!parsed.ok) return { message: `${quote(field.text)} ${explainTtlProblem(parsed.problem)}`, field };
  ttl.default = parsed.value;
  return undefined;
}

/** What is included has an origin and a last owner of its own, but $TTL goes on behind it, as with BIND. */
function readInclude(reading: ZoneReading, file: OpenFile, { fields }: Entry): EntryProblem | undefined {
  const [directive, path, originField, extra] = fields;
  if (path === undefined) return { message: 'lacks a file, as in "$INCLUDE mail.zone"', field: directive };
  if (extra !== undefined) return explainExtra(extra);
  const origin = originField === undefined ? file.origin : readOriginName(originField, file.origin);
  if (typeof origin !== 'string') return origin;
  const octets = readEscapes(Buffer.from(path.text, 'utf8').toString('latin1'));
  const text = octets === undefined ? path.text : Buffer.from(octets, 'latin1').toString('utf8');
  const opened = reading.files.openIncluded(text, reading.open);
  if (!opened.ok) return { message: `${quote(text)} ${opened.problem}`, field: path };
  reading.open.push(openFile(opened.value, origin, file.owner));
  return undefined;
}

function explainExtra(field: Field): EntryProblem {
  return { message: `${quote(field.text)} is one field too many; remove it`, field };
}
