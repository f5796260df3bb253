// `healthy-dns ds`.

import { defineCommand } from './command.ts';
import { keyFlags, zoneFlags } from './flags-taken.ts';

export const dsCommand = defineCommand({
  name: 'ds',
  describe: "Print each zone's DS records, and whatever else a registrar may ask for",
  flags: [...zoneFlags, ...keyFlags],
  options: {
    zone: {
      kind: 'text',
      placeholder: 'name',
      describe: 'Only this zone',
      default: 'all signed zones',
      isOnce: true,
    },
    json: { kind: 'switch', describe: 'Print everything as JSON' },
  },
  async load() {
    const { ds } = await import('../keys/ds.ts');
    return ({ commandLine, environment, options }) =>
      ds(commandLine, environment, { asJson: options.json, zone: options.zone });
  },
});
