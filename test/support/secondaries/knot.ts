// Knot DNS as a secondary. Differences that it took are kept in its journal, from which it serves them on.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  configFile,
  type FollowedZone,
  keysOf,
  readLines,
  type SecondaryProduct,
} from './secondary-product.ts';

export const knot: SecondaryProduct = {
  name: 'Knot DNS',
  program: 'knotd',
  package: 'knot',
  address: '127.0.24.2',
  hasCatalogs: true,
  signsForMembers: true,
  hasSignedDifferences: true,
  prepare({ directory, address, port }, following) {
    const { primary, zones, catalog } = following;
    const keys = keysOf(following);
    const remote = (id: string, more: string) =>
      `  - id: ${id}\n    address: ${primary.address}@${primary.port}\n    via: ${address}${more}`;
    const acl = (id: string, more: string) =>
      `  - id: ${id}\n    address: ${primary.address}\n    action: notify${more}`;
    const lines = [
      `server:\n  rundir: ${directory}\n  listen: ${address}@${port}`,
      '  udp-workers: 1\n  tcp-workers: 2\n  background-workers: 2',
      `database:\n  storage: ${directory}`,
      'log:\n  - target: stderr\n    any: info',
      ...(keys.length === 0 ? [] : ['key:']),
      ...keys.map(({ name, algorithm, secret }) =>
        [`  - id: ${name}`, `    algorithm: ${algorithm}`, `    secret: ${secret}`].join('\n'),
      ),
      'remote:',
      remote('primary', ''),
      ...keys.map(({ name }) => remote(`primary-${name}`, `\n    key: ${name}`)),
      'acl:',
      acl('told', ''),
      ...keys.map(({ name }) => acl(`told-${name}`, `\n    key: ${name}`)),
      // Whoever asks may have the zone.
      '  - id: ask\n    address: 127.0.0.0/8\n    action: transfer',
      'template:',
      `  - id: default\n    storage: ${directory}\n    zonefile-sync: -1\n    zonefile-load: none\n    journal-content: all`,
      ...(catalog === undefined
        ? []
        : [
            `  - id: member\n    storage: ${directory}\n    zonefile-sync: -1\n    zonefile-load: none`,
            `    journal-content: all\n${relationOf(catalog)}`,
          ]),
      'zone:',
      ...zones.map((zone) => `  - domain: ${zone.apex}\n${relationOf(zone)}`),
      ...(catalog === undefined
        ? []
        : [
            `  - domain: ${catalog.apex}\n${relationOf(catalog)}`,
            '    catalog-role: interpret\n    catalog-template: member',
          ]),
    ];
    writeFileSync(join(directory, configFile), `${lines.join('\n')}\n`);
    return ['-c', configFile];
  },
  complaint: / (error|warning): /,
  readTransfers(log, apex) {
    return readLines(log, (line) => {
      if (!line.includes(`[${apex}.]`) || !line.includes('incoming') || !line.includes('finished')) {
        return undefined;
      }
      if (line.includes(' IXFR, ')) return 'incremental';
      return line.includes(' AXFR, ') ? 'whole' : undefined;
    });
  },
};

function relationOf({ key }: FollowedZone): string {
  const suffix = key === undefined ? '' : `-${key.name}`;
  return `    master: primary${suffix}\n    acl: [told${suffix}, ask]`;
}
