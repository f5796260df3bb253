// `healthy-dns names`.

import { defineCommand } from './command.ts';
import { controlFlags } from './flags-taken.ts';

export const namesCommand = defineCommand({
  name: 'names',
  describe: 'List all names with what they are answered with and since when, the worst first',
  operands: { text: { describe: 'Only names that this is a part of', isOptional: true } },
  flags: controlFlags,
  options: {
    unwell: { kind: 'switch', describe: 'Only names that are not answered with everything they could be' },
    json: { kind: 'switch', describe: 'Print everything as JSON' },
  },
  async load() {
    const { names } = await import('../asking/names.ts');
    return ({ operands, commandLine, environment, options: { unwell, json } }) =>
      names(operands.text, commandLine, environment, { onlyUnwell: unwell, asJson: json });
  },
});
