// `healthy-dns demo`.

import { defineCommand } from './command.ts';

export const demoCommand = defineCommand({
  name: 'demo',
  describe: 'Serve a small zone on 127.0.0.1, with three backends of its own to stop and start',
  flags: [],
  options: {
    port: {
      kind: 'text',
      placeholder: 'number',
      describe: 'Port for DNS; 0 picks a free one',
      default: '53053',
      isOnce: true,
    },
  },
  examples: [{ words: 'demo', describe: 'Watch answers follow three backends, without any configuration' }],
  async load() {
    const { demo } = await import('../starting/demo.ts');
    return ({ options }) => demo(options.port);
  },
});
