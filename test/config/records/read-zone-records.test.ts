// A master file beside the names of a configuration: what the zone has then, and everything that is odd about the two.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { printFinding } from '../../../src/config/findings/finding.ts';
import { readConfig } from '../../../src/config/read-config.ts';
import type { CommandLine } from '../../../src/config/sources/raw-value.ts';
import { decideAllHealthy } from '../../../src/health/deciding/decide.ts';
import { buildZones } from '../../../src/publishing/build-zones.ts';
import { printName } from '../../../src/wire/name.ts';
import { printZone } from '../../../src/zone/print-zone.ts';
import { configOf } from '../../support/daemon/read-findings.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

const directory = makeTemporaryDirectory();
const path = join(directory, 'example.test.zone');
const apex = '@ 3600 IN SOA ns1 admin 7 7200 900 1209600 300\n@ 86400 IN NS ns1\nns1 IN A 192.0.2.53\n';

function flagsOf(text: string, names: object = {}, flags: CommandLine = {}): CommandLine {
  writeFileSync(path, text);
  return {
    'hosted-zone': 'example.test',
    records: path,
    ...(Object.keys(names).length > 0 && { 'zone-resolutions': JSON.stringify(names) }),
    ...flags,
  };
}

function read(text: string, names: object = {}, flags: CommandLine = {}) {
  const config = readConfig(flagsOf(text, names, flags), {});
  if (!config.ok) throw new Error(config.problem.map(printFinding).join('\n'));
  const [zone] = config.value.zones;
  if (zone === undefined) throw new Error('there is no zone');
  return { ...zone, warnings: config.value.warnings };
}

function recordsOf(text: string, names: object = {}, flags: CommandLine = {}, zone = 0): string[] {
  const [built] = [buildZones({ zones: [read(text, names, flags)] }, decideAllHealthy, 1)[zone]];
  if (built === undefined) throw new Error('there is no such zone');
  return printZone(built)
    .split('\n')
    .slice(1)
    .map((line) => line.split(/;/)[0]?.trim().replace('\tIN', '').split('\t').join(' ') ?? '')
    .filter((line) => line !== '');
}

/** `line: message`, or `path: message` where a finding is not about the file. */
function findingsOf(text: string, names: object = {}, flags: CommandLine = {}): string[] {
  const config = readConfig(flagsOf(text, names, flags), {});
  return (config.ok ? config.value.warnings : config.problem).map(
    ({ severity, path: at, place, message }) =>
      `${severity} ${place?.source === path ? place.line : at}: ${message}`,
  );
}

describe('a master file', () => {
  it('is enough for a zone', () => {
    const text = `${apex}www IN CNAME ns1\n@ 60 IN MX 10 mail.elsewhere.test.\n`;
    expect(findingsOf(text)).to.deep.equal([]);
    expect(recordsOf(text)).to.have.members([
      'example.test. 3600 SOA ns1.example.test. admin.example.test. 8 7200 900 1209600 300',
      'example.test. 86400 NS ns1.example.test.',
      'example.test. 60 MX 10 mail.elsewhere.test.',
      'ns1.example.test. 86400 A 192.0.2.53',
      'www.example.test. 86400 CNAME ns1.example.test.',
    ]);
    const { content } = read(text);
    expect(content.soaSerial).to.equal(7);
    expect(content.nameServers.map(printName)).to.deep.equal(['ns1.example.test.']);
  });

  it('is merged with the names of the configuration, whose TTL wins', () => {
    const text = `${apex}www 600 IN A 192.0.2.1\nwww 600 IN TXT "a"\nwww 600 IN CAA 0 issue "ca.example"\n`;
    const names = {
      www: { ips: ['192.0.2.2'], ttl: 30, records: { TXT: '"b"' } },
      api: { ips: ['192.0.2.3'], health_port: 80, records: { MX: '10 www' } },
    };
    expect(findingsOf(text, names)).to.deep.equal([]);
    expect(recordsOf(text, names).filter((line) => /^(www|api)/.test(line))).to.have.members([
      'www.example.test. 30 A 192.0.2.1',
      'www.example.test. 30 A 192.0.2.2',
      'www.example.test. 30 TXT "a"',
      'www.example.test. 30 TXT "b"',
      'www.example.test. 600 CAA 0 issue "ca.example"',
      'api.example.test. 60 A 192.0.2.3',
      'api.example.test. 3600 MX 10 www.example.test.',
    ]);
  });

  it('has the hosts of services', () => {
    const names = { '_http._tcp': { srv: [{ target: 'ns1', port: 80 }] } };
    expect(findingsOf(apex, names)).to.deep.equal([]);
    expect(recordsOf(apex, names)).to.include('_http._tcp.example.test. 60 SRV 0 1 80 ns1.example.test.');
    expect(recordsOf(apex, names)).to.include('ns1.example.test. 86400 A 192.0.2.53');
  });

  it('follows an alias zone where its names are relative', () => {
    const flags = { 'alias-zones': '["alias.test"]' };
    const text = `${apex}mail IN A 192.0.2.1\n@ IN MX 10 mail\n@ IN MX 20 mail.example.test.\n`;
    expect(recordsOf(text, {}, flags, 1).filter((line) => line.includes('MX'))).to.have.members([
      'alias.test. 86400 MX 10 mail.alias.test.',
      'alias.test. 86400 MX 20 mail.example.test.',
    ]);
  });

  it('leaves SOA and NS to --ns, but not its serial', () => {
    const flags = { ns: '["ns.elsewhere.test"]' };
    expect(findingsOf(apex, {}, flags)).to.deep.equal([
      'warning 2: has other name servers (ns1.example.test.) than "ns", which wins; make them the same, or leave "ns" out',
    ]);
    expect(recordsOf(apex, {}, flags).slice(0, 2)).to.deep.equal([
      'example.test. 1800 SOA ns.elsewhere.test. hostmaster.example.test. 8 600 60 604800 30',
      'example.test. 1800 NS ns.elsewhere.test.',
    ]);
    expect(read(apex, {}, flags).content.soaSerial).to.equal(7);
    expect(findingsOf(apex, {}, { ns: '["ns1.example.test"]' })).to.deep.equal([]);
  });

  it('must have name servers, unless --ns has', () => {
    const text = 'www 60 IN A 192.0.2.1\n';
    expect(findingsOf(text)).to.deep.equal([
      'error records: has no NS records of the zone; add them, or give --ns',
    ]);
    expect(findingsOf(text, {}, { ns: '["ns.elsewhere.test"]' })).to.deep.equal([]);
  });

  it('warns of an SOA that makes resolvers remember an outage', () => {
    const slow = apex.replace(' 300\n', ' 3600\n');
    const names = { www: { ips: ['192.0.2.1'], health_port: 80 } };
    const warning =
      'warning 1: has an SOA minimum of 3600 s: when all of "www" was down, resolvers remember for 3600 s that it has no address; lower the minimum to 300 or less';
    expect(findingsOf(slow, names)).to.deep.equal([warning]);
    expect(findingsOf(slow, { www: ['192.0.2.1'] })).to.deep.equal([]);
    expect(findingsOf(slow, { www: { ...names.www, when_all_down: 'all' } })).to.deep.equal([]);
    expect(findingsOf(apex, names)).to.deep.equal([]);
  });

  it('expires in time where the zone is signed', () => {
    const { timing } = read(apex, {}, { 'priv-key-path': '/nowhere' });
    expect(timing.expireSeconds).to.equal(302_400);
  });

  it('is named where the configuration names it when there is no such file', () => {
    const directory = makeTemporaryDirectory();
    const config = join(directory, 'healthy-dns.yaml');
    writeFileSync(config, 'zones:\n  example.test:\n    records: exmaple.zone\n');
    const read = readConfig({ config }, {});
    expect(
      read.ok ? [] : read.problem.map(({ place, message }) => [place?.source, place?.line, message]),
    ).to.deep.equal([
      [config, 3, `"${join(directory, 'exmaple.zone')}" cannot be read: there is no such file`],
    ]);
  });

  it('is not compared with anything when it cannot be read', () => {
    const names = { '_http._tcp': { srv: [{ target: 'host', port: 80 }] } };
    const findings = findingsOf(`${apex}www IN A nonsense\n`, names);
    expect(findings.length).to.equal(1);
    expect(findings[0]).to.match(/^error 4: .*"nonsense"/);
  });

  const www = { www: { ips: ['192.0.2.1'], health_port: 80 } };
  const odd: Readonly<Record<string, readonly [text: string, finding: string, names?: object]>> = {
    'an address beside checked ones': [
      'www IN A 192.0.2.9',
      'error 4: "www" has A records beside addresses that are checked (zone-resolutions.www); remove the record, or list its address in "ips"',
      www,
    ],
    'an alias beside checked addresses': [
      'www IN CNAME ns1',
      'error 4: "www" has a CNAME record beside addresses (zone-resolutions.www); a CNAME stands alone, so remove one of them',
      www,
    ],
    'an alias beside records of the configuration': [
      'www IN CNAME ns1',
      'error 4: "www" has a CNAME record beside MX records (zone-resolutions.www.records.MX); a CNAME stands alone, so remove one of them',
      { www: { records: { MX: '10 ns1' } } },
    ],
    'an alias of the configuration beside a record': [
      'www IN TXT x',
      `error zone-resolutions.www.records.CNAME: "www" has a CNAME record beside TXT records (${path}:4); a CNAME stands alone, so remove one of them`,
      { www: { records: { CNAME: 'ns1' } } },
    ],
    'data below a delegation': [
      'sub IN NS ns1\na.sub IN TXT x\nb.sub IN A 192.0.2.1',
      'warning 5: "a.sub" has TXT records that are never answered: it is below the delegation of "sub", whose servers answer for it; warning 6: "b.sub" has A records that are never answered: it is below the delegation of "sub", whose servers answer for it',
    ],
    'data at a delegation': [
      'sub IN NS ns1\nsub IN MX 10 ns1',
      'warning 5: "sub" has MX records that are never answered: it is at the delegation of "sub", whose servers answer for it',
    ],
    'checked addresses below a delegation': [
      'sub IN NS ns1',
      'warning zone-resolutions["a.sub"]: "a.sub" is never answered: it is below the delegation of "sub", whose servers answer for it',
      { 'a.sub': www.www },
    ],
    'data below a DNAME': [
      'old IN DNAME ns1\na.old IN A 192.0.2.1',
      'warning 5: "a.old" has A records that are never answered: it is below the DNAME of "old", which redirects it',
    ],
    'a delegation without glue': [
      'sub IN NS ns.sub',
      'warning 4: delegates "sub" to "ns.sub.example.test.", which resolvers cannot find without its address (glue); add an address record for "ns.sub.example.test."',
    ],
    'a delegation to nobody': [
      'sub IN NS ns9',
      'warning 4: delegates "sub" to "ns9.example.test.", which has no address in this zone; add an address record for "ns9.example.test."',
    ],
    'a delegation of a wildcard': [
      '*.sub IN NS ns1',
      'warning 4: "*.sub" has NS records at a wildcard, which servers and resolvers treat differently',
    ],
    'a DS without delegation': [
      'sub IN DS 1 13 2 0000000000000000000000000000000000000000000000000000000000000000',
      'warning 4: "sub" has DS records but no NS records: it is not delegated, and nobody looks at them',
    ],
    'a mail host that is an alias': [
      'm IN CNAME ns1\n@ IN MX 10 m',
      `warning 5: "@" has MX records that point to "m.example.test.", an alias (${path}:4); point to the host itself`,
    ],
    'a name server without address': [
      '@ IN NS ns2',
      'warning 2: "ns2.example.test." is in the hosted zone but has no addresses; add "ns2" to zone-resolutions',
    ],
  };
  for (const [what, [text, finding, names]] of Object.entries(odd)) {
    it(`has a finding about ${what}`, () => {
      expect(findingsOf(`${apex}${text}\n`, names).join('; ')).to.equal(finding);
    });
  }

  const fine: Readonly<Record<string, readonly [text: string, names?: object]>> = {
    glue: ['sub IN NS ns.sub\nns.sub IN A 192.0.2.1\nsub IN NS ns.elsewhere.test.'],
    'checked glue': ['sub IN NS ns.sub', { 'ns.sub': www.www }],
    'a server of a delegation behind a wildcard': ['sub IN NS ns9\n* IN A 192.0.2.1'],
    'a server of a delegation in another': ['a IN NS ns.b\nb IN NS ns.b\nns.b IN A 192.0.2.1'],
    'an alias of a checked name': ['shop IN CNAME www', www],
    'a signed delegation': [
      'sub IN NS ns1\nsub IN DS 1 13 2 0000000000000000000000000000000000000000000000000000000000000000',
    ],
    'the same record twice': ['a IN CNAME ns1\na IN CNAME ns1.example.test.'],
  };
  for (const [what, [text, names]] of Object.entries(fine)) {
    it(`has no finding about ${what}`, () => {
      expect(findingsOf(`${apex}${text}\n`, names)).to.deep.equal([]);
    });
  }

  it('is compared with a hundred thousand names, of which it names a hundred', () => {
    const lines = Array.from(
      { length: 100_000 },
      (_, n) => `a.b${n} IN MX 10 c.b${n % 1000}\nb${n}.sub IN TXT x`,
    );
    const text = `${apex}sub IN NS ns1\n${lines.join('\n')}\n`;
    const findings = findingsOf(text);
    expect(findings.length).to.equal(101);
    expect(findings.at(-1)).to.include('99900 more warnings');
    // Quadratic would be minutes.
  });
});

describe('without a master file', () => {
  it('needs name servers and names', () => {
    const config = readConfig({ 'hosted-zone': 'example.test' }, {});
    expect(config.ok ? [] : config.problem.map(({ path: at }) => at)).to.have.members([
      'ns',
      'zone-resolutions',
    ]);
    expect(configOf().soaSerial).to.equal(undefined);
  });
});
