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
    probe: {
      kind: 'switch',
      describe: 'Instead of printing the zone, try every check once now and print what came of it',
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
    return ({ commandLine, environment, options }) => check(commandLine, environment, options);
  },
});
