// `healthy-dns drain`.

import { defineCommand } from './command.ts';
import { controlFlags } from './flags-taken.ts';
import { beginning, subject } from './override-words.ts';

export const drainCommand = defineCommand({
  name: 'drain',
  describe: 'Keep an address, address:port or name out of answers until undrain, whatever its health',
  operands: subject('subjects'),
  flags: controlFlags,
  options: {
    ...beginning,
    wait: {
      kind: 'switch',
      describe: 'Wait until every answer with it has expired; then the backend can be stopped',
    },
  },
  examples: [
    {
      words: 'drain 192.0.2.1 --wait',
      describe: 'Take a backend out of answers, and wait until it can be stopped',
    },
  ],
  async load() {
    const { drain } = await import('../asking/drain.ts');
    return ({ operands, commandLine, environment, options }) =>
      drain(operands.what, commandLine, environment, {
        duration: options.for,
        mayEmpty: options['force-empty'],
        waits: options.wait,
      });
  },
});
