// What the values of the configuration file look like, for the JSON Schema: those of flags, and the settings inside names,
// checks and zones. A test holds the settings to the keys that src/config reads.

import { logLevels } from '../src/base/logger.ts';
import { allDownWords } from '../src/config/names/read-all-down.ts';
import { checkTypes, noCheck } from '../src/config/names/read-check.ts';
import { statusPages } from '../src/config/settings/read-http.ts';
import { udpEngines } from '../src/config/settings/read-listen.ts';
import { clientWords } from '../src/config/settings/read-query-log.ts';
import type { unfitFlags } from '../src/config/sources/config-file.ts';
import type { FlagName } from '../src/config/sources/flags.ts';
import { algorithmWords } from '../src/config/zones/read-signing.ts';
import { httpMethods } from '../src/health/target.ts';
import { logFormats } from '../src/logging/create-logger.ts';

/** A schema of draft 07, which editors know best. */
export type Schema = { readonly [keyword: string]: unknown };

const text: Schema = { type: 'string' };
const whole = (minimum: number, maximum: number): Schema => ({ type: 'integer', minimum, maximum });
const port = whole(1, 65_535);
const share: Schema = { type: 'number', minimum: 0, maximum: 1 };
const ref = (name: string): Schema => ({ $ref: `#/definitions/${name}` });
const either = (...anyOf: readonly Schema[]): Schema => ({ anyOf });
const listOf = (items: Schema, more: Schema = {}): Schema => ({ type: 'array', items, ...more });
const wordOf = (words: readonly string[]): Schema => ({ enum: words });
const oneOrMore = (items: Schema): Schema => either(items, listOf(items, { minItems: 1 }));
const mapOf = (additionalProperties: Schema): Schema => ({ type: 'object', additionalProperties });

function settings(properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema {
  return {
    type: 'object',
    additionalProperties: false,
    properties,
    ...(required.length > 0 && { required }),
  };
}

function described(description: string, schema: Schema): Schema {
  return { ...schema, description };
}

/** A switch takes yes and no in words as well, as in a variable. */
const onOrOff = either({ type: 'boolean' }, wordOf(['yes', 'no', 'on', 'off', 'true', 'false']));
const names = mapOf(ref('name'));
const policy = either(wordOf(allDownWords), listOf(text, { minItems: 1 }), text);

const updates = listOf(ref('update'));

/** The flags that are keys of the file. */
export type FileKey = Exclude<FlagName, (typeof unfitFlags)[number]>;

/** What each takes there. */
export const flagSchemas: Readonly<Record<FileKey, Schema>> = {
  'hosted-zone': text,
  'zone-resolutions': either(names, ref('file')),
  ns: either(ref('list'), ref('file')),
  records: text,
  'alias-zones': either(ref('list'), ref('file')),
  zones: either(mapOf(ref('zone')), ref('file')),
  ttl: ref('duration'),
  port,
  listen: ref('list'),
  'proxy-from': ref('list'),
  'tls-port': whole(0, 65_535),
  'tls-cert': text,
  'tls-key': text,
  http: ref('list'),
  'http-allow': ref('list'),
  'http-host': ref('list'),
  'http-token-file': text,
  'udp-engine': wordOf(udpEngines),
  'udp-workers': either(whole(1, 64), text),
  'server-id': text,
  'server-version': either(text, { type: 'number' }),
  rrl: either(whole(0, 10_000), wordOf(['on', 'off']), { type: 'boolean' }),
  'rrl-slip': whole(0, 10),
  'rrl-exempt': ref('list'),
  'rrl-ipv4-prefix': whole(1, 32),
  'rrl-ipv6-prefix': whole(1, 64),
  'cookie-secret-file': ref('list'),
  'require-cookie-above': whole(0, 65_535),
  'test-min-interval': ref('duration'),
  'test-timeout': ref('duration'),
  rise: whole(1, 100),
  fall: whole(1, 100),
  'when-all-down': policy,
  anchor: ref('list'),
  resolver: ref('list'),
  'mass-failure': share,
  'flap-limit': whole(0, 1_000_000),
  'flap-window': ref('duration'),
  'metrics-names': either(whole(0, 1_000_000), wordOf(['all', 'none'])),
  'status-page': wordOf(statusPages),
  'notify-url': ref('list'),
  'notify-exec': text,
  'log-level': wordOf(logLevels),
  'log-format': wordOf(logFormats),
  'query-log': either(text, { enum: [false] }),
  'query-log-sample': either({ type: 'number', exclusiveMinimum: 0, maximum: 1 }, text),
  'query-log-max': whole(1, 1_000_000),
  'query-log-clients': wordOf(clientWords),
  history: either(text, { type: 'boolean' }),
  'runtime-directory': text,
  'strict-start': onOrOff,
  'priv-key-path': ref('list'),
  'priv-key-passphrase-file': ref('list'),
  'priv-key-alg': oneOrMore({ type: ['string', 'integer'], examples: algorithmWords }),
  nsec3: onOrOff,
  'tsig-key-file': ref('list'),
  transfer: either(ref('transfer'), ref('file')),
  update: either(updates, ref('file')),
  catalog: text,
};

const pace = {
  interval: described('Time between probes.', ref('duration')),
  timeout: described('Time allowed for a probe.', ref('duration')),
  rise: described('Successes in a row that bring it up.', whole(1, 100)),
  fall: described('Failures in a row that take it down.', whole(1, 100)),
};

const place = {
  port: described('Where the service is.', whole(0, 65_535)),
  priority: described('Clients use the lowest first.', whole(0, 65_535)),
  weight: described('Share of clients among equal priorities.', whole(0, 65_535)),
};

const texts = either(listOf(text), mapOf(either(text, { type: ['number', 'boolean', 'null'] })));

export const definitions: Readonly<Record<string, Schema>> = {
  duration: described(
    'Seconds, or a number with a unit: 500ms, 30s, 5m, 2h, 1d.',
    either({ type: 'number', minimum: 0 }, { type: 'string', pattern: '^\\d+(\\.\\d+)?(ms|s|m|h|d|w)?$' }),
  ),
  list: described('A list, or a text with commas.', either(text, listOf(text))),
  file: described('A file that holds the value.', { type: 'string', pattern: '^@' }),
  zone: settings({
    ns: described('Host names of its name servers, the primary first.', ref('list')),
    aliases: described('Other zones with the same records.', ref('list')),
    names: described('Its names.', names),
    records: described('A master file; relative paths start where this file is.', ref('list')),
    ttl: described('TTL of published addresses.', ref('duration')),
    'test-min-interval': described('Time between probes.', ref('duration')),
    'test-timeout': described('Time allowed for a probe.', ref('duration')),
    rise: pace.rise,
    fall: pace.fall,
    'when-all-down': described('What a name answers while all of its addresses are down.', policy),
    'priv-key-path': described('Private keys to sign with; an empty list: unsigned.', ref('list')),
    'priv-key-alg': oneOrMore({ type: ['string', 'integer'], examples: algorithmWords }),
    'priv-key-passphrase-file': described('Files with the passphrases of the keys.', ref('list')),
    nsec3: onOrOff,
    transfer: described(
      'Who may have the zone and who is told of changes; instead of the flag.',
      ref('transfer'),
    ),
    update: described('Who may change the zone; instead of the flag.', updates),
  }),
  transfer: settings({
    allow: described(
      'Who may have whole zones.',
      either(text, listOf(either(described('An address or a prefix.', text), ref('allowed')))),
    ),
    notify: described(
      'Who is told of changes.',
      either(
        text,
        listOf(
          either(described('An address, or "ns": the name servers of the zone.', text), ref('notified')),
        ),
      ),
    ),
  }),
  allowed: settings({
    address: described('An address or a prefix.', text),
    key: described('The key that signs the request.', text),
    tls: described('Only over TLS.', { type: 'boolean' }),
  }),
  notified: settings(
    {
      address: described('IPv4 or IPv6.', text),
      port: described('53 if not set.', port),
      key: described('Signs what is told.', text),
    },
    ['address'],
  ),
  update: settings(
    {
      key: described('The key that signs the updates.', text),
      names: described(
        'Such as "host", "*.dyn", "_acme-challenge.**" or "@".',
        either(text, listOf(text, { minItems: 1 })),
      ),
      types: described(
        'Such as TXT; all that may be changed if not set.',
        either(text, listOf(text, { minItems: 1 })),
      ),
      'max-ttl': described('The longest TTL.', ref('duration')),
      'max-records': described('How many records there may be.', whole(1, 10_000)),
    },
    ['key', 'names'],
  ),
  name: described(
    'What a name answers with: addresses that are always published, or settings.',
    either(listOf(ref('address')), ref('nameSettings')),
  ),
  nameSettings: settings({
    ips: described('The addresses.', listOf(ref('address'), { minItems: 1 })),
    alias: described('A host whose addresses the name has, of whatever zone.', text),
    health_port: described('Published while a TCP connection to this port succeeds.', port),
    check: described('How each address is checked.', ref('checkOrNone')),
    min_healthy: described(
      'How many addresses must be healthy: a count, a share or a percentage.',
      either({ type: 'number', exclusiveMinimum: 0 }, { type: 'string', pattern: '%$' }),
    ),
    when_all_down: described('What is answered while too few are healthy.', policy),
    backup: described('Addresses to answer with while too few are healthy.', listOf(ref('address'))),
    backup_check: described('How backups are checked; as the others, if absent.', ref('checkOrNone')),
    srv: described('Places of a service.', listOf(ref('place'), { minItems: 1 })),
    service: described('A service at each of the addresses.', ref('service')),
    txt: described('A TXT record: strings, or keys and values.', texts),
    records: described('Records of other types, by type, as in a master file.', mapOf(oneOrMore(text))),
    https: described('HTTPS records.', oneOrMore(ref('binding'))),
    svcb: described('SVCB records.', oneOrMore(ref('binding'))),
    ttl: described('TTL of what the name answers with.', ref('duration')),
  }),
  binding: settings(
    {
      priority: described('0 makes an alias of the target.', whole(0, 65_535)),
      target: described('A host; "." is the name itself.', text),
      alpn: described('Protocols, such as h2.', oneOrMore(text)),
      no_default_alpn: described('Whether only those protocols are spoken.', { type: 'boolean' }),
      port: described('Where the service is.', port),
      ech: described('Keys for Encrypted Client Hello, in Base64.', text),
      hints: described(
        'Whether the healthy addresses of the target are sent along.',
        wordOf(['healthy', 'none']),
      ),
    },
    ['priority'],
  ),
  address: either(
    text,
    settings({ ip: described('IPv4 or IPv6.', text), check: ref('checkOrNone') }, ['ip']),
    ref('host'),
  ),
  host: settings(
    {
      host: described('Looked up; each of its addresses is checked like any other.', text),
      family: described('Only its addresses of IPv4 or IPv6.', { enum: [4, 6] }),
      check: ref('checkOrNone'),
    },
    ['host'],
  ),
  place: settings(
    { target: described('A host, relative to the zone without a final dot.', text), ...place },
    ['target', 'port'],
  ),
  service: settings(
    { name: described('Such as _http._tcp.', text), ...place, txt: described('Of the service.', texts) },
    ['name', 'port'],
  ),
  checkOrNone: either(described('Not checked.', { const: noCheck }), ref('check')),
  check: either(
    settings({ all: listOf(ref('check'), { minItems: 1 }) }, ['all']),
    settings({ any: listOf(ref('check'), { minItems: 1 }) }, ['any']),
    settings({ not: ref('check') }, ['not']),
    ref('probe'),
  ),
  probe: settings(
    {
      type: described('What is asked.', wordOf(checkTypes)),
      port: described('80 for http, 443 for https and tls.', port),
      ...pace,
      address: described('Probed instead of the published address.', text),
      source: described('An address of this machine to probe from, or one of each family.', oneOrMore(text)),
      path: described('What to request.', { type: 'string', pattern: '^/' }),
      host: described('The Host header.', text),
      method: wordOf(httpMethods),
      expect: described(
        'Status codes that pass, such as 200 or "200-399".',
        oneOrMore({ type: ['integer', 'string'] }),
      ),
      body: described('Text that the page must contain.', text),
      tls: settings({
        verify: described('Whether the certificate must be trusted.', { type: 'boolean' }),
        servername: described('The name to ask for.', text),
      }),
      min_days: described('For how many days the certificate must still be valid.', whole(0, 365)),
    },
    ['type'],
  ),
};
