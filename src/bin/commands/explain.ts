// `healthy-dns explain`.

import { defineCommand } from './command.ts';
import { controlFlags } from './flags-taken.ts';

export const explainCommand = defineCommand({
  name: 'explain',
  describe: 'Show the answer for a name, and why each address is in it or not',
  operands: {
    name: { describe: 'Relative to the zone, or absolute', live: 'names' },
    type: { describe: 'A, AAAA, SRV …; by default whatever the name has', isOptional: true },
  },
  flags: controlFlags,
  options: {
    'if-down': {
      kind: 'list',
      placeholder: 'address',
      describe: 'Show also the answer if this address, or address:port, were down; may be repeated',
    },
    json: { kind: 'switch', describe: 'Print everything as JSON' },
  },
  examples: [
    { words: 'explain www', describe: 'Show the answer for www, and why each address is in it or not' },
  ],
  async load() {
    const { explain } = await import('../asking/explain.ts');
    return ({ operands, commandLine, environment, options }) =>
      explain(operands.name, commandLine, environment, {
        type: operands.type,
        ifDown: options['if-down'],
        asJson: options.json,
      });
  },
});
