// `healthy-dns`: what happens without a command.

import { flags } from '../../config/sources/flags.ts';
import { defineCommand } from './command.ts';

export const serveCommand = defineCommand({
  name: '',
  describe: 'Serve the zone (what happens without a command)',
  flags,
  examples: [
    {
      words: `--hosted-zone example.com --ns '["ns1.example.com"]' \\\n  --zone-resolutions '{"www": {"ips": ["192.0.2.1", "192.0.2.2"], "health_port": 80}}'`,
      describe: 'Answer www.example.com with those of two servers that accept connections on port 80',
    },
  ],
  async load() {
    const { serve } = await import('../starting/serve.ts');
    return ({ commandLine, environment }) => serve(commandLine, environment);
  },
});
