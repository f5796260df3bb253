// What `check` prints of a zone is read back, as a master file, to the same zone.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { printFinding } from '../../../src/config/findings/finding.ts';
import { type Config, readConfig } from '../../../src/config/read-config.ts';
import type { CommandLine } from '../../../src/config/sources/raw-value.ts';
import { decideAllHealthy } from '../../../src/health/deciding/decide.ts';
import { buildZones } from '../../../src/publishing/build-zones.ts';
import { printZone } from '../../../src/zone/print-zone.ts';
import type { Zone } from '../../../src/zone/zone.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

const directory = makeTemporaryDirectory();

const text = `
$TTL 1h
@ 1800 IN SOA ns1 admin 2026112201 7200 900 1209600 300
  86400 NS ns1
ns1 A 192.0.2.53
    AAAA 2001:db8::53
@ MX 10 mail
@ CAA 0 issue "ca.example; policy=x"
@ TXT "a \\"quoted\\" ; text \\255" "two"
mail A 192.0.2.25
shop CNAME www
*.any CNAME www
a\\.b.x\\@y TXT ( "escaped"
  "owner" )
sub NS ns.sub
sub DS 1 13 2 0000000000000000000000000000000000000000000000000000000000000000
ns.sub A 192.0.2.9
old DNAME new.elsewhere.test.
_443._tcp TLSA 3 1 1 0000000000000000000000000000000000000000000000000000000000000000
x.y.z TYPE65280 \\# 3 010203
ref NAPTR 10 20 "u" "E2U+sip" "!^.*$!sip:a@b!" .
`;
const names = {
  www: { ips: ['192.0.2.1', '2001:db8::1'], health_port: 80, records: { MX: '10 mail' }, ttl: 20 },
  '@': { ips: ['192.0.2.1'], health_port: 80, service: { name: '_http._tcp', port: 80, txt: ['a=1'] } },
  api: { https: [{ priority: 1, target: 'www', alpn: ['h2'], hints: 'healthy' }], txt: ['semi;colon'] },
};

function build(flags: CommandLine): Zone {
  const config = readConfig({ 'hosted-zone': 'example.test', ...flags }, {});
  if (!config.ok) throw new Error(config.problem.map(printFinding).join('\n'));
  const [zone] = buildZones(config.value satisfies Config, decideAllHealthy, 1);
  if (zone === undefined) throw new Error('there is no zone');
  return zone;
}

function write(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

describe('what check prints', () => {
  const zone = build({ records: write('given.zone', text), 'zone-resolutions': JSON.stringify(names) });

  it('is read back to the same zone', () => {
    const printed = printZone(zone, (_, type) => `while \\ "this ; (${type})" holds`);
    const again = build({ records: write('printed.zone', printed) });
    // Newer than the file, so not the same.
    const withoutSerial = (one: Zone) => printZone({ ...one, serial: 0 }).replace(/(SOA\t\S+ \S+) \d+/, '$1');
    expect(withoutSerial(again)).to.equal(withoutSerial(zone));
    expect(again.serial).to.equal(zone.serial + 1);
    expect([...again.nodes.names()].sort()).to.deep.equal([...zone.nodes.names()].sort());
    expect([...again.occluded.names()].sort()).to.deep.equal([...zone.occluded.names()].sort());
    expect([...again.cuts]).to.deep.equal([...zone.cuts]);
  });
});
