// What an administrator of the packaged service needs to know of a flag beyond the program's help: a value to start
// from, and where systemd changes its meaning. A flag without an entry shows its default.

import type { Flag, FlagName } from '../src/config/flags.ts';

const examples: Readonly<Partial<Record<FlagName, string>>> = {
  'hosted-zone': 'example.com',
  'zone-resolutions': '{"www": {"ips": ["192.0.2.1", "192.0.2.2"], "health_port": 80}}',
  ns: '["ns1.example.com", "ns2.example.com"]',
  'alias-zones': '["example.net"]',
  ttl: '60',
  listen: '192.0.2.53',
  'priv-key-path': '/run/credentials/healthy-dns.service/dnssec.pem',
  'priv-key-passphrase-file': '/run/credentials/healthy-dns.service/dnssec.passphrase',
  'priv-key-alg': 'ECDSAP256SHA256',
};

const notes: Readonly<Partial<Record<FlagName, string>>> = {
  'zone-resolutions':
    'Entries may describe services as well, with SRV and TXT records; services.md in /usr/share/doc/healthy-dns has the fields.',
  port: 'Has no meaning for the service, which gets its sockets from healthy-dns.socket.',
  listen: 'Has no meaning for the service, which gets its sockets from healthy-dns.socket.',
  'priv-key-path':
    'The service cannot read private files; LoadCredential= in healthy-dns.service hands one over.',
};

export function exampleOf({ name, default: fallback }: Flag): string {
  return examples[name] ?? fallback ?? '';
}

export function noteOn({ name }: Flag): string | undefined {
  return notes[name];
}

/** As systemd's EnvironmentFile= and a shell both read it. */
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
