// Record data for tests, from one line in presentation format.

import { splitFields } from '../../../src/wire/presentation/fields.ts';
import { parseRdata } from '../../../src/wire/presentation/parse-rdata.ts';
import { parseRecordType } from '../../../src/wire/protocol.ts';
import type { Rdata } from '../../../src/wire/rdata.ts';
import { nameOf } from './make-zone.ts';

/** Of `MX 10 mail`; relative names are below example.test. */
export function parseRecord(line: string): ReturnType<typeof parseRdata> & { readonly type: number } {
  const [, typeText = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(line) ?? [];
  const type = parseRecordType(typeText);
  if (type === undefined) throw new Error(`${typeText} is no type`);
  return { ...parseRdata(type, splitFields(rest), nameOf('example.test')), type };
}

export function rdataOf(line: string): Rdata {
  const parsed = parseRecord(line);
  if (!parsed.ok) throw new Error(`${line}: ${parsed.problem.message}`);
  return parsed.value.rdata;
}
