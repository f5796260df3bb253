// `healthy-dns discover`.

import { defineCommand } from './command.ts';
import { lookup, service } from './lookup-words.ts';

export const discoverCommand = defineCommand({
  name: 'discover',
  describe: 'Print the endpoints of a service, from SRV records anywhere in DNS',
  operands: service,
  flags: [],
  options: lookup,
  examples: [
    { words: 'discover _http._tcp.api.example.com', describe: 'Ask name servers where a service is' },
  ],
  async load() {
    const { discover } = await import('../lookup/discover.ts');
    return ({ operands, options }) =>
      discover(
        operands.name,
        { servers: options.server, fallbackPort: options['fallback-port'], check: options.check },
        options.json,
      );
  },
});
