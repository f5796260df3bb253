// `healthy-dns force`.

import { defineCommand } from './command.ts';
import { controlFlags } from './flags-taken.ts';
import { beginning, subject } from './override-words.ts';

export const forceCommand = defineCommand({
  name: 'force',
  describe: 'Make an address or address:port count as up or down until release, whatever its probes say',
  operands: { verdict: { describe: 'up or down', values: ['up', 'down'] }, ...subject('endpoints') },
  flags: controlFlags,
  options: beginning,
  async load() {
    const { force } = await import('../asking/force.ts');
    return ({ operands, commandLine, environment, options }) =>
      force(operands.verdict, operands.what, commandLine, environment, {
        duration: options.for,
        mayEmpty: options['force-empty'],
      });
  },
});
