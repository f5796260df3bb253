// `healthy-dns status`.

import { defineCommand } from './command.ts';
import { controlFlags } from './flags-taken.ts';

export const statusCommand = defineCommand({
  name: 'status',
  describe:
    'Show what the running daemon serves, or all about one name or target; the exit code says whether all is well',
  operands: {
    what: {
      describe: "A name, a target's address, address:port or its whole key in quotes; by default everything",
      isOptional: true,
      live: 'subjects',
    },
  },
  flags: controlFlags,
  options: {
    json: { kind: 'switch', describe: 'Print everything as JSON' },
    watch: { kind: 'switch', describe: 'Show it again whenever it changes, until q or Ctrl-C' },
    serving: { kind: 'switch', describe: 'Succeed if it serves a zone, whatever the state of its targets' },
  },
  async load() {
    const { status } = await import('../asking/status.ts');
    return ({ operands, commandLine, environment, options: { json, watch, serving } }) =>
      status(operands.what, commandLine, environment, { asJson: json, watches: watch, onlyServing: serving });
  },
});
