// The zone that mangled packets are thrown at: a bit of everything that takes its own path through the server.

import { type Config, readConfig } from '../../../src/config/read-config.ts';

const addresses = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];

export const fuzzedNames = {
  www: addresses,
  ns1: Array.from({ length: 30 }, (_, i) => `2001:db8::${i + 1}`),
  big: Array.from({ length: 60 }, (_, i) => `192.0.2.${i + 1}`),
  '*.wild': ['192.0.2.9', '2001:db8::9'],
  'leaf.empty': ['192.0.2.8'],
  // The only checked name; nothing answers there.
  down: { ips: ['127.0.99.1', '::1'], health_port: 1 },
  '_http._tcp': {
    srv: ['www', 'ns1', 'elsewhere.test.'].map((target) => ({ target, port: 80 })),
    txt: { v: 1 },
  },
  '*.services': {
    srv: [
      { target: 'www', port: 80 },
      { target: 'ns1', port: 81 },
    ],
  },
};

export const fuzzedNameServers: readonly string[] = ['ns1.example.test', 'ns.elsewhere.test'];

/** The answer to `www.example.test A`, in any order. */
export const goodAnswers: readonly string[] = addresses.map((address) => `www.example.test 60 A ${address}`);

export function configureFuzzedZone(): Config {
  const config = readConfig(
    {
      'hosted-zone': 'example.test',
      ns: JSON.stringify(fuzzedNameServers),
      'zone-resolutions': JSON.stringify(fuzzedNames),
    },
    {},
  );
  if (!config.ok) throw new Error('the configuration is bad');
  return config.value;
}
