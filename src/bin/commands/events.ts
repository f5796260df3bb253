// `healthy-dns events`.

import { defineCommand } from './command.ts';
import { controlFlags } from './flags-taken.ts';

export const eventsCommand = defineCommand({
  name: 'events',
  describe: 'Show what happened: targets that went down, names without address, drains, reloads',
  flags: controlFlags,
  options: {
    follow: {
      kind: 'switch',
      describe: 'Go on with what happens from now on, over restarts of the daemon too',
    },
    since: {
      kind: 'text',
      placeholder: 'duration',
      describe: 'How far back, as 45m or 24h: as far as the daemon remembers; by default the last ones',
    },
    json: { kind: 'switch', describe: 'Print each event as a line of JSON' },
  },
  examples: [{ words: 'events --follow', describe: 'Watch what happens' }],
  async load() {
    const { events } = await import('../asking/events.ts');
    return ({ commandLine, environment, options: { follow, since, json } }) =>
      events(commandLine, environment, { follows: follow, since, asJson: json });
  },
});
