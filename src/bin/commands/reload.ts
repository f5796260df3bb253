// `healthy-dns reload`.

import { defineCommand } from './command.ts';
import { controlFlags } from './flags-taken.ts';

export const reloadCommand = defineCommand({
  name: 'reload',
  describe: 'Apply the configuration of this environment to the running daemon, unless it has errors',
  flags: controlFlags,
  options: {
    'allow-empty': {
      kind: 'switch',
      describe: 'Accept a configuration without a zone too, and refuse every query from then on',
    },
    'dry-run': {
      kind: 'switch',
      describe: 'Change nothing; print the names and records that would change',
    },
  },
  async load() {
    const { reload } = await import('../asking/reload.ts');
    return ({ commandLine, environment, options }) =>
      reload(commandLine, environment, {
        allowsEmpty: options['allow-empty'],
        isDryRun: options['dry-run'],
      });
  },
});
