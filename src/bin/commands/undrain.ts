// `healthy-dns undrain`.

import { defineCommand } from './command.ts';
import { controlFlags } from './flags-taken.ts';
import { subject } from './override-words.ts';

export const undrainCommand = defineCommand({
  name: 'undrain',
  describe: 'End a drain',
  operands: subject('drained'),
  flags: controlFlags,
  async load() {
    const { endOverride } = await import('../asking/end-override.ts');
    return ({ operands, commandLine, environment }) =>
      endOverride('drain', operands.what, commandLine, environment);
  },
});
