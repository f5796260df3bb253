// $GENERATE range owner [TTL] [class] type data: one record for each number of the range. Refuses to know how a template is
// filled.

import { quote } from '../../base/quote.ts';
import { type Field, splitFields } from '../../wire/presentation/fields.ts';
import { addRecord } from './add-record.ts';
import type { Entry } from './entry-reader.ts';
import { zoneOctetsMax } from './file-source.ts';
import { fillTemplate, parseRange, parseTemplate, type Template } from './generate.ts';
import { readHeader } from './record-header.ts';
import { type EntryProblem, type OpenFile, parseOwnerField, type ZoneReading } from './zone-reading.ts';

interface TemplateField {
  readonly field: Field;
  readonly template: Template;
}

export function readGenerate(reading: ZoneReading, file: OpenFile, entry: Entry): EntryProblem | undefined {
  const { fields } = entry;
  const [directive, rangeField, ownerField] = fields;
  if (rangeField === undefined || ownerField === undefined)
    return { message: 'lacks fields, as in "$GENERATE 1-9 host$ A 192.0.2.$"', field: directive };
  const range = parseRange(rangeField.text);
  if (!range.ok) return { message: `${quote(rangeField.text)} ${range.problem}`, field: rangeField };
  const header = readHeader(fields, 3);
  if (!header.ok) return header.problem;
  const templates = readTemplates([ownerField, ...dataFields(fields.slice(header.value.dataAt))]);
  if ('message' in templates) return templates;
  for (let number = range.value.start; number <= range.value.stop; number += range.value.step) {
    const [ownerFilled, ...data] = fillAll(templates, number);
    if (ownerFilled === undefined || data.length < templates.length - 1)
      return { message: `makes a negative number of ${number}`, field: rangeField };
    // As if it stood in the file.
    const octets = data.reduce((sum, { text }) => sum + text.length, ownerFilled.text.length);
    if (!reading.files.spend(octets)) {
      reading.isStopped = true;
      return { message: `makes the zone larger than ${zoneOctetsMax} octets`, field: directive };
    }
    const owner = parseOwnerField(reading, file, ownerFilled);
    if ('message' in owner) return inStep(owner, number);
    const problem = addRecord(reading, file, entry, owner, header.value, data);
    if (problem !== undefined) return inStep(problem, number);
  }
  return undefined;
}

/** BIND takes the data as one field, in quotation marks if it has blanks; several fields mean the same. */
function dataFields(fields: readonly Field[]): readonly Field[] {
  const [only, other] = fields;
  if (only?.isQuoted !== true || other !== undefined) return fields;
  const { at } = only;
  return splitFields(only.text.replaceAll('\\"', '"')).map((field) => ({ ...field, at }));
}

function readTemplates(fields: readonly Field[]): readonly TemplateField[] | EntryProblem {
  const templates: TemplateField[] = [];
  for (const field of fields) {
    const template = parseTemplate(field.text);
    if (!template.ok) return { message: `${quote(field.text)} ${template.problem}`, field };
    templates.push({ field, template: template.value });
  }
  return templates;
}

/** Fewer where a number is negative. */
function fillAll(templates: readonly TemplateField[], number: number): Field[] {
  return templates.flatMap(({ field, template }) => {
    const text = fillTemplate(template, number);
    return text === undefined ? [] : [{ ...field, text }];
  });
}

/** The first step that fails speaks for all. */
function inStep({ message, field }: EntryProblem, number: number): EntryProblem {
  return { message: `in step ${number}: ${message}`, field };
}
