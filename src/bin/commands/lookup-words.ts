// The words that discover and watch have in common.

import type { Operands, Options } from './command.ts';

export const service = {
  name: { describe: 'As it stands in DNS, like _http._tcp.api.example.com' },
} as const satisfies Operands;

export const lookup = {
  server: {
    kind: 'list',
    placeholder: 'address',
    describe: 'Name server to ask, 192.0.2.53 or [2001:db8::53]:5353; may be repeated',
    default: "the system's",
  },
  'fallback-port': {
    kind: 'text',
    placeholder: 'number',
    describe: 'Without SRV records, use the addresses of the name with this port',
  },
  check: { kind: 'switch', describe: 'Connect to each endpoint and show which ones accept' },
  json: { kind: 'switch', describe: 'Print everything as JSON' },
} as const satisfies Options;
