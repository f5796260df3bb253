// The table of flags -> a JSON Schema of the configuration file, by which editors complete and check it.

import { flags } from '../src/config/sources/flags.ts';
import { describeDefault } from './flag-notes.ts';
import { definitions, flagSchemas, type Schema } from './schema-settings.ts';

export function printSchema(): string {
  return `${JSON.stringify(makeSchema(), undefined, 2)}\n`;
}

export function makeSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of healthy-dns',
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      Object.entries(flagSchemas).map(([name, schema]) => [name, describeFlag(name, schema)]),
    ),
    definitions,
  };
}

/** Beside a reference other keywords have no effect in draft 07. */
function describeFlag(name: string, schema: Schema): Schema {
  const flag = flags.find((one) => one.name === name);
  const description = flag && `${flag.describe}. ${describeDefault(flag)}`;
  return '$ref' in schema ? { description, allOf: [schema] } : { description, ...schema };
}
