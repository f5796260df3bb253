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
}

export function makeKeyedZone(): KeyedZone {
  const acme = makeSharedKey('acme');
  const idle = makeSharedKey('idle');
  const dynamic = {
    'hmac-sha1': makeSharedKey('dynamic-sha1', 'hmac-sha1'),
    'hmac-sha256': makeSharedKey('dynamic-sha256', 'hmac-sha256'),
    'hmac-sha384': makeSharedKey('dynamic-sha384', 'hmac-sha384'),
    'hmac-sha512': makeSharedKey('dynamic-sha512', 'hmac-sha512'),
  };
  return {
    apex,
    text,
    acme,
    dynamic,
    idle,
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
