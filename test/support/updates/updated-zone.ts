// The zone of the tests of updates, and the keys that may change it.

import { type KeyAlgorithm, keyAlgorithms, makeSharedKey, type SharedKey } from './shared-keys.ts';
import type { UpdatedZone } from './updated-server.ts';

export const apex = 'example.test';

/** The names that it has before anybody changes it. */
const text = `$ORIGIN ${apex}.
$TTL 60
@      IN SOA  ns1 hostmaster 1 3600 600 86400 5
@      IN NS   ns1
ns1    IN A    127.0.0.1
www    IN A    192.0.2.80
www    IN TXT  "kept"
alias  IN CNAME www
`;

export interface KeyedZone extends UpdatedZone {
  /** May change challenges, and nothing else. */
  readonly acme: SharedKey;
  /** One of each algorithm; they may change names below `dyn`. */
  readonly dynamic: Readonly<Record<KeyAlgorithm, SharedKey>>;
  /** Known, but may change nothing. */
  readonly idle: SharedKey;
  /** One of each algorithm; they may have the whole zone. */
  readonly transfer: Readonly<Record<KeyAlgorithm, SharedKey>>;
}

/** `more` are further lines of its master file. */
export function makeKeyedZone(more: readonly string[] = []): KeyedZone {
  const acme = makeSharedKey('acme');
  const idle = makeSharedKey('idle');
  const dynamic = ofEachAlgorithm('dynamic');
  const transfer = ofEachAlgorithm('transfer');
  return {
    apex,
    text: `${text}${more.join('')}`,
    acme,
    dynamic,
    idle,
    transfer,
    transferKeys: Object.values(transfer),
    otherKeys: [idle],
    permissions: [
      { key: acme, names: ['_acme-challenge', '_acme-challenge.www'], types: ['TXT'] },
      ...keyAlgorithms.map((algorithm) => ({
        key: dynamic[algorithm],
        names: ['*.dyn'],
        types: ['A', 'AAAA', 'TXT', 'MX', 'CNAME', 'SRV'],
      })),
    ],
  };
}

function ofEachAlgorithm(name: string): Readonly<Record<KeyAlgorithm, SharedKey>> {
  const make = (algorithm: KeyAlgorithm) =>
    makeSharedKey(`${name}-${algorithm.slice('hmac-'.length)}`, algorithm);
  return {
    'hmac-sha1': make('hmac-sha1'),
    'hmac-sha256': make('hmac-sha256'),
    'hmac-sha384': make('hmac-sha384'),
    'hmac-sha512': make('hmac-sha512'),
  };
}
