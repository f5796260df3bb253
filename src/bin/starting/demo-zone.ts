// The demo's configuration, as files that its user can change and reload: a zone with every kind of record, names that follow
// the demo's backends, and a key that signs it all.

import { rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { traitsOf } from '../../signing/algorithms.ts';
import { SecurityAlgorithm } from '../../wire/protocol.ts';

export const demoZone = 'demo.test';
const configFile = 'healthy-dns.yaml';
const keyFile = `${demoZone}.pem`;
const recordsFile = `${demoZone}.zone`;
const demoFiles = [configFile, keyFile, recordsFile, 'overrides.json'] as const;

export interface DemoPlaces {
  /** Behind `www`. */
  readonly addresses: readonly string[];
  /** Of the backend that comes and goes by itself. */
  readonly moodyAddress: string;
  readonly port: number;
  readonly httpPort: number;
}

/** Returns the path of the configuration file. What an earlier demo left there is replaced. */
export function writeDemoZone(directory: string, places: DemoPlaces): string {
  const key = traitsOf(SecurityAlgorithm.ECDSAP256SHA256).generate();
  const path = join(directory, configFile);
  write(join(directory, keyFile), key.export({ type: 'pkcs8', format: 'pem' }).toString());
  write(join(directory, recordsFile), records);
  write(path, configurationFor(places));
  return path;
}

/** What `writeDemoZone` wrote, and what the daemon kept beside it. A directory that holds something else stays. */
export function removeDemoZone(directory: string): void {
  try {
    for (const name of demoFiles) rmSync(join(directory, name), { force: true });
    rmdirSync(directory);
  } catch {
    // Whatever is left is replaced by the next demo.
  }
}

/** A file of another user stays as it is, and the demo fails. */
function write(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 });
}

function configurationFor({ addresses, moodyAddress, port, httpPort }: DemoPlaces): string {
  return `# The demo of healthy-dns. Change it, then run: healthy-dns reload
listen: 127.0.0.1
http: 127.0.0.1:${httpPort}
log-format: text
history: off
# Quick, for something to see.
test-min-interval: 1s
test-timeout: 500ms
# Visitors stop and start a backend as often as they like.
flap-limit: 0
zones:
  ${demoZone}:
    ns: [ns1]
    priv-key-path: ${keyFile}
    records: ${recordsFile}
    names:
      "@": [127.0.0.1]
      ns1: [127.0.0.1]
      www:
        ips: [${addresses.join(', ')}]
        health_port: ${port}
        service: { name: _http._tcp, port: ${port} }
      # Its backend comes and goes by itself; meanwhile the backup stands in.
      api:
        ips: [${moodyAddress}]
        check: { type: http, port: ${port} }
        backup: [${addresses[0]}]
        backup_check: { type: tcp, port: ${port} }
      # Nobody listens there.
      old: { ips: [127.0.0.9], health_port: ${port} }
      static: [192.0.2.1, "2001:db8::1"]
      "*.wild": [192.0.2.7]
`;
}

const records = `; Every other kind of record. Names are relative to the zone.
@            MX     10 mail
@            TXT    "v=spf1 mx -all"
@            CAA    0 issue "ca.example"
@            HTTPS  1 . alpn=h2
mail         A      192.0.2.25
mail         SSHFP  4 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
_25._tcp.mail TLSA  3 1 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
_sip._udp    SRV    10 5 5060 mail
shop         CNAME  www
docs         DNAME  wild
host         LOC    52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m
host         HINFO  "PC" "Linux"
host         RP     admin.mail static
host         EUI48  00-00-5e-00-53-2a
_25._tcp     URI    10 1 "smtp://mail.demo.test"
_dns         SVCB   1 ns1 alpn=dot
sub          DS     12345 13 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
sub          NS     ns.sub
ns.sub       A      192.0.2.53
1            PTR    static
naptr        NAPTR  100 10 "u" "E2U+sip" "!^.*$!sip:info@demo.test!" .
unknown      TYPE65280 \\# 4 0a000001
`;
