// PowerDNS as a secondary, its zones in SQLite.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Following, keysOf, readLines, type SecondaryProduct } from './secondary-product.ts';

const schemaFile = '/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql';
const database = 'pdns.sqlite3';
/**
 * It marks records that come by a difference as not its own, and does not answer with them if the database is one for signed
 * zones. Signed zones always come whole.
 */
const insertRecord =
  'insert into records (content, ttl, prio, type, domain_id, disabled, name, ordername, auth) values (:content, :ttl, ' +
  ':priority, :qtype, :domain_id, :disabled, :qname, :ordername, max(:auth, not exists (select 1 from domainmetadata ' +
  "where domain_id = :domain_id and kind = 'PRESIGNED')))";

export const powerdns: SecondaryProduct = {
  name: 'PowerDNS',
  program: 'pdns_server',
  package: 'pdns-server',
  address: '127.0.24.4',
  hasCatalogs: true,
  signsForMembers: false,
  hasSignedDifferences: false,
  prepare({ directory, address, port }, following) {
    if (!existsSync(join(directory, database))) makeDatabase(directory, following);
    const lines = [
      'launch=gsqlite3',
      `gsqlite3-database=${join(directory, database)}`,
      'gsqlite3-dnssec=yes',
      `gsqlite3-insert-record-query=${insertRecord}`,
      // Nothing here has to survive a power cut.
      'gsqlite3-pragma-synchronous=0',
      // SQLite has one writer at a time: a second one fails, and the zone waits for the next NOTIFY.
      'gsqlite3-pragma-journal-mode=WAL',
      'retrieval-threads=1',
      `socket-dir=${directory}`,
      `local-address=${address}`,
      `local-port=${port}`,
      `query-local-address=${address}`,
      'secondary=yes',
      // What it answers from its caches is up to 20 s old, until a transfer purges them.
      'cache-ttl=0',
      'query-cache-ttl=0',
      'negquery-cache-ttl=0',
      // A zone that a catalog brings is served at once.
      'zone-cache-refresh-interval=0',
      'zone-metadata-cache-ttl=0',
      'dnssec-key-cache-ttl=0',
      'allow-axfr-ips=127.0.0.0/8',
      'loglevel=6',
      'log-timestamp=no',
      'version-string=anonymous',
      'security-poll-suffix=',
    ];
    writeFileSync(join(directory, 'pdns.conf'), `${lines.join('\n')}\n`);
    return [`--config-dir=${directory}`, '--daemon=no', '--guardian=no', '--disable-syslog=yes'];
  },
  rewritten: /(?<=^\S+ )\d+(?= in nsec3param )/,
  complaint: /Unable to|[Ee]rror|Exception/,
  readTransfers(log, apex) {
    return readLines(log, (line) => {
      if (!line.includes(`XFR-in zone: '${apex}'`) || !line.includes('zone committed')) return undefined;
      return line.includes('IXFR-in') ? 'incremental' : 'whole';
    });
  },
};

function makeDatabase(directory: string, following: Following): void {
  const { primary, zones, catalog } = following;
  const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
  const master = quote(`${primary.address}:${primary.port}`);
  const all = [
    ...zones.map((zone) => ({ ...zone, type: 'SLAVE' })),
    ...(catalog === undefined ? [] : [{ ...catalog, type: 'CONSUMER' }]),
  ];
  const meta = (apex: string, kind: string, content: string) =>
    `INSERT INTO domainmetadata (domain_id, kind, content) SELECT id, '${kind}', ${quote(content)} FROM domains WHERE name = ${quote(apex)};`;
  const statements = [
    readFileSync(schemaFile, 'utf8'),
    ...keysOf(following).map(
      ({ name, algorithm, secret }) =>
        `INSERT INTO tsigkeys (name, algorithm, secret) VALUES (${quote(name)}, '${algorithm}', ${quote(secret)});`,
    ),
    ...all.flatMap(({ apex, key, type }) => [
      `INSERT INTO domains (name, master, type) VALUES (${quote(apex)}, ${master}, '${type}');`,
      // It fails to ask for a difference of a catalog, and never asks again.
      ...(type === 'SLAVE' ? [meta(apex, 'IXFR', '1')] : []),
      ...(key === undefined ? [] : [meta(apex, 'AXFR-MASTER-TSIG', key.name)]),
    ]),
  ];
  const made = spawnSync('sqlite3', [join(directory, database)], {
    input: statements.join('\n'),
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`sqlite3: ${made.stderr}`, { cause: made.error });
}
