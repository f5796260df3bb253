// `healthy-dns top`.

import { defineCommand } from './command.ts';
import { controlFlags } from './flags-taken.ts';

export const topCommand = defineCommand({
  name: 'top',
  describe: 'Watch names, targets, latency and queries in the terminal; ? shows the keys, q leaves',
  flags: controlFlags,
  examples: [{ words: 'top', describe: 'Watch names and targets in the terminal' }],
  async load() {
    const { top } = await import('../top/top.ts');
    return ({ commandLine, environment }) => top(commandLine, environment);
  },
});
