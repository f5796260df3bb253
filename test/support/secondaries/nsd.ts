// NSD as a secondary. It tells the size of a transfer, not the kind: the first of a zone is whole, and later ones are
// differences where they are less than half as large.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configFile, keysOf, readLines, type SecondaryProduct } from './secondary-product.ts';

export const nsd: SecondaryProduct = {
  name: 'NSD',
  program: 'nsd',
  package: 'nsd',
  address: '127.0.24.3',
  hasCatalogs: false,
  signsForMembers: false,
  hasSignedDifferences: true,
  prepare({ directory, address, port }, following) {
    const { primary, zones } = following;
    const lines = [
      `server:\n  ip-address: ${address}@${port}\n  server-count: 1\n  username: ""\n  zonesdir: "${directory}"`,
      `  database: ""\n  pidfile: ""\n  xfrdfile: "${directory}/xfrd.state"\n  xfrdir: "${directory}"`,
      `  zonelistfile: "${directory}/zone.list"\n  verbosity: 5`,
      // Its default is once an hour, and not when it ends: then it has nothing to begin with.
      '  zonefiles-write: 1',
      // Its default is to take up what was transferred at most once a second.
      '  xfrd-reload-timeout: 0',
      // Its default for one source is 200 queries a second.
      '  rrl-ratelimit: 0\n  rrl-whitelist-ratelimit: 0',
      'remote-control:\n  control-enable: no',
      ...keysOf(following).map(({ name, algorithm, secret }) =>
        [`key:\n  name: "${name}"`, `  algorithm: ${algorithm}`, `  secret: "${secret}"`].join('\n'),
      ),
      ...zones.map(({ apex, key }) => {
        const signedBy = key === undefined ? 'NOKEY' : key.name;
        return [
          `zone:\n  name: ${apex}\n  zonefile: ${apex}.zone`,
          `  request-xfr: ${primary.address}@${primary.port} ${signedBy}`,
          `  allow-notify: ${primary.address} ${signedBy}`,
          `  outgoing-interface: ${address}`,
          '  provide-xfr: 127.0.0.0/8 NOKEY',
        ].join('\n');
      }),
    ];
    writeFileSync(join(directory, configFile), `${lines.join('\n')}\n`);
    return ['-d', '-c', configFile];
  },
  writesLater: true,
  // It says of an update that it failed where it only still takes up the one before, for longer than a second. What a zone holds
  // in the end is compared anyway.
  complaint:
    /Failed to apply|bad ixfr packet|error: (?!xfrd: zone \S+ soa serial \d+ update failed, restarting)/,
  readTransfers(log, apex) {
    let wholeOctets: number | undefined;
    return readLines(log, (line) => {
      if (!line.includes(`zone ${apex}. received update to serial`)) return undefined;
      const octets = Number(/ of (\d+) bytes/.exec(line)?.[1]);
      if (wholeOctets !== undefined && octets < wholeOctets / 2) return 'incremental';
      wholeOctets = octets;
      return 'whole';
    });
  },
};
