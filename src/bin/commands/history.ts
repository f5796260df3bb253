// `healthy-dns history`.

import { defineCommand } from './command.ts';
import { controlFlags } from './flags-taken.ts';

export const historyCommand = defineCommand({
  name: 'history',
  describe: 'Show when a name or a target was up, what changed and why',
  operands: {
    subject: {
      describe: "A name, a target's address, address:port or its whole key in quotes",
      live: 'subjects',
    },
  },
  flags: controlFlags,
  options: {
    since: {
      kind: 'text',
      placeholder: 'duration',
      describe: 'How far back: 45m, 24h, 7d, at most 90d; by default 24h',
    },
    json: { kind: 'switch', describe: 'Print everything as JSON' },
  },
  examples: [
    {
      words: 'history www --since 7d',
      describe: 'Show when www was up in the last seven days, and what changed',
    },
  ],
  async load() {
    const { history } = await import('../asking/history.ts');
    return ({ operands, commandLine, environment, options: { since, json } }) =>
      history(operands.subject, commandLine, environment, { since, asJson: json });
  },
});
