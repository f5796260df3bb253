// `healthy-dns check`.

import { flags } from '../../config/sources/flags.ts';
import { defineCommand } from './command.ts';

export const checkCommand = defineCommand({
  name: 'check',
  describe: 'Check the configuration and print the zone it makes',
  flags,
  options: {
    zone: {
      kind: 'text',
      placeholder: 'name',
      describe: 'Print this alias zone instead of the hosted one',
      isOnce: true,
    },
  },
  examples: [
    {
      words: 'check --zone-resolutions @names.json …',
      describe: 'Check a configuration and print the zone it makes',
    },
  ],
  async load() {
    const { check } = await import('../checking/check.ts');
    return ({ commandLine, environment, options }) => check(commandLine, environment, options.zone);
  },
});
