// BIND as a secondary. It says what kind a transfer is at debug level 3, and later, by the zone's name, that it succeeded.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  configFile,
  type FollowedZone,
  type Following,
  keysOf,
  readLines,
  type SecondaryProduct,
  type TransferKind,
} from './secondary-product.ts';

export const bind: SecondaryProduct = {
  name: 'BIND',
  program: 'named',
  package: 'bind9',
  // It listens only on addresses that an interface has.
  address: '127.0.0.1',
  hasCatalogs: true,
  signsForMembers: true,
  hasSignedDifferences: true,
  prepare({ directory, address, port }, following) {
    const { zones, catalog } = following;
    const catalogs =
      catalog === undefined
        ? []
        : [
            '  catalog-zones {',
            `    zone "${catalog.apex}" default-primaries { ${primaryOf(following, catalog)} }`,
            // Its default is to look at a changed catalog at most every 5 s.
            '      in-memory yes min-update-interval 0;\n  };',
          ];
    const lines = [
      `options {\n  directory "${directory}"; managed-keys-directory "${directory}"; pid-file none;`,
      `  session-keyfile none; listen-on port ${port} { ${address}; }; listen-on-v6 { none; };`,
      `  transfer-source ${address}; notify-source ${address};`,
      '  recursion no; notify no; dnssec-validation no; request-ixfr yes; check-names secondary ignore;',
      // Its defaults, 20 questions a second and two transfers at once, hold up zones that change together.
      '  serial-query-rate 1000; transfers-per-ns 20; transfers-in 20;',
      '  allow-transfer { any; }; zero-no-soa-ttl no; masterfile-format text; minimal-responses no;',
      ...catalogs,
      '};',
      'controls { };',
      'logging {\n  channel transfers { stderr; print-time iso8601; severity debug 3; };',
      '  channel others { stderr; print-time iso8601; severity info; };',
      '  category default { others; }; category xfer-in { transfers; }; category notify { transfers; };\n};',
      ...keysOf(following).map(
        ({ name, algorithm, secret }) => `key "${name}" { algorithm ${algorithm}; secret "${secret}"; };`,
      ),
      ...[...zones, ...(catalog === undefined ? [] : [catalog])].map(
        (zone) =>
          `zone "${zone.apex}" { type secondary; file "${zone.apex}.zone"; primaries { ${primaryOf(following, zone)} }; };`,
      ),
    ];
    writeFileSync(join(directory, configFile), `${lines.join('\n')}\n`);
    // Unlike -g, -f leaves logging to the configuration.
    return ['-f', '-n', '1', '-c', configFile];
  },
  complaint: /failed while receiving|not exact|retrying with AXFR|giving up/,
  readTransfers(log, apex) {
    let kind: TransferKind | undefined;
    return readLines(log, (line) => {
      if (!line.includes(`transfer of '${apex}/IN'`)) return undefined;
      if (line.includes('got incremental response')) kind = 'incremental';
      if (line.includes('got nonincremental response')) kind = 'whole';
      return line.includes('Transfer status: success') ? kind : undefined;
    });
  },
};

function primaryOf({ primary }: Following, { key }: FollowedZone): string {
  return `${primary.address} port ${primary.port}${key === undefined ? '' : ` key "${key.name}"`};`;
}
