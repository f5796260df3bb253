// `healthy-dns release`.

import { defineCommand } from './command.ts';
import { controlFlags } from './flags-taken.ts';
import { subject } from './override-words.ts';

export const releaseCommand = defineCommand({
  name: 'release',
  describe: 'End a forced verdict, or the hold on a target that flaps',
  operands: subject('forced'),
  flags: controlFlags,
  async load() {
    const { endOverride } = await import('../asking/end-override.ts');
    return ({ operands, commandLine, environment }) =>
      endOverride('force', operands.what, commandLine, environment);
  },
});
