// `healthy-dns notify-test`.

import { defineCommand } from './command.ts';
import { controlFlags } from './flags-taken.ts';

export const notifyTestCommand = defineCommand({
  name: 'notify-test',
  describe:
    'Have the daemon send a test message to all that --notify-url and --notify-exec name, and say what came back',
  operands: {},
  flags: controlFlags,
  options: {},
  examples: [{ words: 'notify-test', describe: 'See whether notifications arrive' }],
  async load() {
    const { notifyTest } = await import('../asking/notify-test.ts');
    return ({ commandLine, environment }) => notifyTest(commandLine, environment);
  },
});
