// healthy-dns as it would run with many names: the batch engine with one worker, static addresses, so that nothing is
// probed while queries are counted.

import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { addressTtlSeconds, nameServer, zoneName } from '../bench-zone.ts';
import type { Peer } from './peer.ts';

const program = resolve(import.meta.dirname, '../../../src/bin/healthy-dns.js');

export const healthyDns: Peer = {
  name: 'healthy-dns',
  prepare({ directory, port, names }) {
    const file = join(directory, 'names.json');
    writeFileSync(
      file,
      JSON.stringify(Object.fromEntries(names.map((name) => [name.label, name.addresses]))),
    );
    const flags = {
      'hosted-zone': zoneName,
      ns: JSON.stringify([nameServer]),
      'zone-resolutions': `@${file}`,
      ttl: String(addressTtlSeconds),
      listen: '127.0.0.1',
      port: String(port),
      'udp-engine': 'batch',
      'udp-workers': '1',
      'runtime-directory': directory,
    };
    return {
      words: [
        process.execPath,
        program,
        ...Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]),
      ],
    };
  },
};
