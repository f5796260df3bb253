// `healthy-dns check`.

import { flags } from '../../config/sources/flags.ts';
import { defineCommand } from './command.ts';

export const checkCommand = defineCommand({
  name: 'check',
  describe: 'Check the configuration and print the zones it makes',
  operands: {
    file: {
      describe: 'Configuration file to check, instead of the one in use; the same as --config',
      isOptional: true,
    },
  },
  flags,
  options: {
    zone: {
      kind: 'text',
      placeholder: 'name',
      describe: 'Print this zone, which may be an alias, and no other',
      isOnce: true,
    },
    probe: {
      kind: 'switch',
      describe: 'Instead of printing the zone, try every check once now and print what came of it',
    },
  },
  examples: [
    {
      words: 'check new.yaml',
      describe: 'Check a configuration file before it is installed, and print the zone it makes',
    },
  ],
  async load() {
    const { check } = await import('../checking/check.ts');
    return ({ operands: { file }, commandLine, environment, options }) =>
      check(file === undefined ? commandLine : { config: file, ...commandLine }, environment, options);
  },
});
