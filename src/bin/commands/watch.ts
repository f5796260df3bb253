// `healthy-dns watch`.

import { defineCommand } from './command.ts';
import { lookup, service } from './lookup-words.ts';

export const watchCommand = defineCommand({
  name: 'watch',
  describe: 'Follow a service: print every change of its endpoints, or run a command on it',
  operands: service,
  flags: [],
  options: {
    ...lookup,
    interval: {
      kind: 'text',
      placeholder: 'seconds',
      describe: 'Seconds between two lookups; more when the records have a longer TTL',
      default: '30',
    },
    exec: {
      kind: 'text',
      placeholder: 'command',
      describe: 'Run this command on every change, with all endpoints as JSON on its standard input',
    },
  },
  async load() {
    const { watch } = await import('../lookup/watch.ts');
    return ({ operands, options }) =>
      watch(
        operands.name,
        { servers: options.server, fallbackPort: options['fallback-port'], check: options.check },
        { asJson: options.json, interval: options.interval, command: options.exec },
      );
  },
});
