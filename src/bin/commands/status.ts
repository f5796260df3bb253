// `healthy-dns status`.

import { defineCommand } from './command.ts';
import { controlFlags } from './flags-taken.ts';

export const statusCommand = defineCommand({
  name: 'status',
  describe: 'Show what the running daemon serves; the exit code says whether all is well',
  flags: controlFlags,
  options: {
    json: { kind: 'switch', describe: 'Print everything as JSON' },
    serving: { kind: 'switch', describe: 'Succeed if it serves a zone, whatever the state of its targets' },
  },
  async load() {
    const { status } = await import('../asking/status.ts');
    return ({ commandLine, environment, options: { json, serving } }) =>
      status(commandLine, environment, { asJson: json, onlyServing: serving });
  },
});
