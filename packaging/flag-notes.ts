// What an administrator of the packaged service needs to know of a flag beyond the program's help: a value to start
// from, where systemd changes its meaning, and what a shell completes it with.

import { logLevels } from '../src/base/logger.ts';
import { allDownWords } from '../src/config/names/read-all-down.ts';
import { udpEngines } from '../src/config/settings/read-listen.ts';
import { clientWords } from '../src/config/settings/read-query-log.ts';
import type { Flag, FlagName } from '../src/config/sources/flags.ts';
import { logFormats } from '../src/logging/create-logger.ts';
import { SecurityAlgorithm } from '../src/wire/protocol.ts';

/** Words, a file, or a file behind an `@`. */
export type Completion = readonly string[] | 'file' | '@file';

/** Each works as it is, beside those of the required flags. */
const examples: Readonly<Record<FlagName, string>> = {
  'hosted-zone': 'example.com',
  'zone-resolutions':
    '{"ns1": ["192.0.2.53"], "www": {"ips": ["192.0.2.1", "192.0.2.2"], "health_port": 80}}',
  ns: 'ns1.example.com',
  records: '/etc/healthy-dns/example.com.zone',
  'alias-zones': 'example.net',
  zones: '{"example.org": {"aliases": ["example.edu"], "names": {"www": ["192.0.2.2"]}}}',
  ttl: '60s',
  port: '53053',
  listen: '192.0.2.53',
  'proxy-from': '192.0.2.8/29',
  'tls-port': '853',
  'tls-cert': '/run/credentials/healthy-dns.service/tls.crt',
  'tls-key': '/run/credentials/healthy-dns.service/tls.key',
  http: '127.0.0.1:9353',
  'http-allow': '192.0.2.0/24',
  'http-host': 'status.example.com',
  'http-token-file': '/run/credentials/healthy-dns.service/http.tokens',
  'udp-engine': 'auto',
  'udp-workers': '2',
  'server-id': 'ns1-fra',
  'server-version': 'none',
  rrl: '200',
  'rrl-slip': '2',
  'rrl-exempt': '192.0.2.0/24',
  'rrl-ipv4-prefix': '24',
  'rrl-ipv6-prefix': '56',
  'cookie-secret-file': '/run/credentials/healthy-dns.service/cookie.secrets',
  'require-cookie-above': '512',
  'test-min-interval': '30s',
  'test-timeout': '2s',
  rise: '1',
  fall: '2',
  'when-all-down': 'last',
  anchor: '192.0.2.254:443',
  resolver: '192.0.2.53',
  'mass-failure': '0.5',
  'flap-limit': '6',
  'flap-window': '10m',
  'metrics-names': '1000',
  'status-page': 'full',
  'notify-url': 'https://ntfy.sh/my-topic',
  'notify-exec': '/usr/local/bin/tell-us',
  'log-level': 'info',
  'log-format': 'auto',
  'query-log': '/var/log/healthy-dns/queries.log',
  'query-log-sample': '0.01',
  'query-log-max': '100',
  'query-log-clients': 'network',
  history: '/var/lib/healthy-dns/history',
  'runtime-directory': '/run/healthy-dns',
  config: '/etc/healthy-dns/healthy-dns.yaml',
  'environment-file': '/etc/default/healthy-dns',
  'strict-start': 'yes',
  'priv-key-path': '/run/credentials/healthy-dns.service/dnssec.pem',
  'priv-key-passphrase-file': '/run/credentials/healthy-dns.service/dnssec.passphrase',
  'priv-key-alg': 'ECDSAP256SHA256',
  nsec3: 'yes',
  'tsig-key-file': '/run/credentials/healthy-dns.service/tsig.keys',
  transfer: '{"allow": ["192.0.2.54"], "notify": ["192.0.2.54"]}',
  update: '[{"key": "acme.", "names": ["_acme-challenge.**"], "types": ["TXT"]}]',
  catalog: 'catalog.invalid',
};

const notes: Readonly<Partial<Record<FlagName, string>>> = {
  config: 'The service reads /etc/healthy-dns/healthy-dns.yaml, and does without if it is missing.',
  'environment-file': 'Has no effect in the file itself.',
  'zone-resolutions':
    'Entries may also describe services, with SRV and TXT records, and records of any other type: services.md and ' +
    'records.md in /usr/share/doc/healthy-dns have the fields.',
  records: 'What is read of it is in master-files.md in /usr/share/doc/healthy-dns.',
  port: 'Has no effect on the service, which gets its sockets from healthy-dns.socket.',
  listen: 'Has no effect on the service, which gets its sockets from healthy-dns.socket.',
  'tls-port': 'Has no effect on the service, which gets its sockets from healthy-dns-tls.socket: see tls.md.',
  'tls-key':
    'The service cannot read private files; LoadCredential= in healthy-dns.service passes one on. systemd reads it at ' +
    'every start, not at a reload.',
  http:
    'Has no effect on the service, which gets its sockets from healthy-dns-http.socket: "systemctl enable --now ' +
    'healthy-dns-http.socket" opens port 9353 of this machine; see http.md.',
  'http-token-file':
    'The service cannot read private files; LoadCredential= in healthy-dns.service passes one on. systemd reads it at ' +
    'every start, not at a reload.',
  'runtime-directory': 'systemd sets this for the service, and the commands look there: do not change it.',
  'priv-key-path':
    'The service cannot read private files; LoadCredential= in healthy-dns.service passes one on. systemd reads it at ' +
    'every start, not at a reload.',
  'cookie-secret-file':
    'The service cannot read private files; LoadCredential= in healthy-dns.service passes one on. systemd reads it at ' +
    'every start, not at a reload.',
  'notify-url':
    'Every user of the machine may read the configuration file, and a URL may be a secret: LoadCredential= in ' +
    'healthy-dns.service passes a private file on, to be named as @/run/credentials/healthy-dns.service/notify.urls. ' +
    'systemd reads it at every start, not at a reload.',
  'notify-exec':
    'It runs as the service does: with its user, its view of the file system, and without privileges.',
  'tsig-key-file':
    'The service cannot read private files; LoadCredential= in healthy-dns.service passes one on. systemd reads it at ' +
    'every start, not at a reload.',
};

const completions: Readonly<Partial<Record<FlagName, Completion>>> = {
  'zone-resolutions': '@file',
  ns: '@file',
  'alias-zones': '@file',
  zones: '@file',
  transfer: '@file',
  update: '@file',
  records: 'file',
  'tls-cert': 'file',
  'tls-key': 'file',
  'http-token-file': 'file',
  'udp-engine': udpEngines,
  'when-all-down': allDownWords,
  'log-level': logLevels,
  'log-format': logFormats,
  'query-log': 'file',
  'query-log-clients': clientWords,
  history: 'file',
  'runtime-directory': 'file',
  config: 'file',
  'environment-file': 'file',
  'priv-key-path': 'file',
  'priv-key-passphrase-file': 'file',
  'priv-key-alg': Object.keys(SecurityAlgorithm),
  'notify-url': '@file',
  'notify-exec': 'file',
  'tsig-key-file': 'file',
  'cookie-secret-file': 'file',
};

export function completionOf({ name }: Flag): Completion | undefined {
  return completions[name];
}

export function exampleOf({ name }: Flag): string {
  return examples[name];
}

export function noteOn({ name }: Flag): string | undefined {
  return notes[name];
}

/** As both systemd's EnvironmentFile= and a shell read it; no value may contain a single quote. */
export function quote(value: string): string {
  return /^[\w./:-]*$/.test(value) ? value : `'${value}'`;
}

export function describeDefault(flag: Flag): string {
  return flag.isRequired === true ? 'Required.' : `Default: ${flag.default}`;
}

export function groupsOf(flags: readonly Flag[]): ReadonlyMap<string, readonly Flag[]> {
  const groups = new Map<string, Flag[]>();
  for (const flag of flags) groups.set(flag.group, [...(groups.get(flag.group) ?? []), flag]);
  return groups;
}
