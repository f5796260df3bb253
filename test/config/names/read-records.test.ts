// "records" and "ttl" in an entry: the records that they make in each zone, and every finding about them.

import { expect } from 'chai';
import { decideAllHealthy } from '../../../src/health/deciding/decide.ts';
import { buildZones } from '../../../src/publishing/build-zones.ts';
import { printZone } from '../../../src/zone/print-zone.ts';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';

const path = 'zone-resolutions';
const given = (names: object, flags: object = {}) => ({ [path]: JSON.stringify(names), ...flags });

/** The records of a zone but SOA and NS, as `owner ttl type data`. */
function recordsOf(names: object, zone = 0, flags: object = {}): string[] {
  const built = buildZones(configOf(given(names, flags)), decideAllHealthy, 1)[zone];
  if (built === undefined) throw new Error('there is no such zone');
  return printZone(built)
    .split('\n')
    .slice(1)
    .map((line) => line.replace('\tIN', '').split('\t'))
    .filter(([, , type]) => type !== undefined && type !== 'SOA')
    .map((fields) => fields.join(' '))
    .filter((line) => !line.endsWith('NS ns.elsewhere.test.'));
}

describe('"records" of a name', () => {
  it('may be all that a name has, one record or several, in presentation format', () => {
    const names = {
      '@': { records: { MX: ['10 mail', '20 mail.elsewhere.test.'], CAA: '0 issue "ca.example"' } },
      old: { records: { cname: '@' } },
      _any: { records: { TYPE65280: '\\# 2 c0fe' } },
    };
    expect(findingsOf(given(names))).to.deep.equal([]);
    expect(recordsOf(names)).to.have.members([
      'example.test. 3600 MX 10 mail.example.test.',
      'example.test. 3600 MX 20 mail.elsewhere.test.',
      'example.test. 3600 CAA 0 issue "ca.example"',
      'old.example.test. 3600 CNAME example.test.',
      '_any.example.test. 3600 TYPE65280 \\# 2 c0fe',
    ]);
  });

  it('follow the zone where their names are relative, and stay as written where they are not', () => {
    const names = { '@': { records: { MX: ['10 mail', '20 mail.example.test.'] } }, m: ['192.0.2.1'] };
    expect(recordsOf(names, 1, { 'alias-zones': '["alias.test"]' })).to.have.members([
      'alias.test. 3600 MX 10 mail.alias.test.',
      'alias.test. 3600 MX 20 mail.example.test.',
      'm.alias.test. 60 A 192.0.2.1',
    ]);
  });

  it('stand beside checked addresses, and "ttl" holds for all of them', () => {
    const names = {
      www: {
        ips: ['192.0.2.1', '2001:db8::1'],
        health_port: 80,
        ttl: 5,
        txt: ['v=1'],
        records: { TXT: '"v=2"', MX: '10 @' },
      },
      '_http._tcp': { srv: [{ target: 'www', port: 80 }], ttl: 7 },
    };
    expect(findingsOf(given(names))).to.deep.equal([]);
    expect(recordsOf(names)).to.have.members([
      'www.example.test. 5 A 192.0.2.1',
      'www.example.test. 5 AAAA 2001:db8::1',
      'www.example.test. 5 TXT "v=1"',
      'www.example.test. 5 TXT "v=2"',
      'www.example.test. 5 MX 10 example.test.',
      '_http._tcp.example.test. 7 SRV 0 1 80 www.example.test.',
    ]);
  });

  it('stand at wildcards like anywhere else', () => {
    const names = {
      '*.apps': { ips: ['192.0.2.1'], health_port: 80, records: { MX: '10 mail' } },
      '*.old': { records: { CNAME: 'x.apps' } },
    };
    expect(findingsOf(given(names))).to.deep.equal([]);
    expect(recordsOf(names)).to.have.members([
      '*.apps.example.test. 60 A 192.0.2.1',
      '*.apps.example.test. 3600 MX 10 mail.example.test.',
      '*.old.example.test. 3600 CNAME x.apps.example.test.',
    ]);
  });

  it('may be addresses, which join those without a check', () => {
    const names = { www: { ips: ['192.0.2.1'], records: { A: ['192.0.2.2', '192.0.2.1'] } } };
    expect(recordsOf(names)).to.have.members([
      'www.example.test. 60 A 192.0.2.1',
      'www.example.test. 60 A 192.0.2.2',
    ]);
  });

  it('may be the addresses of a host of a service', () => {
    const names = {
      host: { records: { A: '192.0.2.1' }, ttl: 900 },
      '_http._tcp': { srv: [{ target: 'host', port: 80 }] },
    };
    expect(recordsOf(names)).to.have.members([
      'host.example.test. 900 A 192.0.2.1',
      '_http._tcp.example.test. 60 SRV 0 1 80 host.example.test.',
    ]);
  });

  it('warn of a text that loses its spaces', () => {
    const names = { '@': { records: { TXT: 'v=spf1 -all' } } };
    expect(findingsOf(given(names))).to.deep.equal([
      `warning: ${path}["@"].records.TXT: makes 2 strings, which are read without the spaces between them; put quotes around the whole text, or write it in "txt"`,
    ]);
  });

  const wrong: Readonly<Record<string, readonly [entry: unknown, finding: string, owner?: string]>> = {
    'a list': [{ records: ['10 mail'] }, 'records: is an array; write an object such as'],
    'no type': [
      { records: { MXX: '10 mail' } },
      'records.MXX: is not a record type; .*; did you mean "MX"\\?',
    ],
    'a number': [{ records: { MX: 10 } }, 'records.MX: is 10; write one record as a string, or an array'],
    nothing: [{ records: { MX: [] } }, 'records.MX: is empty; list at least one record'],
    'a number among records': [{ records: { MX: [10] } }, 'records.MX\\[0\\]: is 10; write the record'],
    'a type twice': [
      { records: { MX: '1 a', mx: '2 b' } },
      'records.mx: is the same type as "MX"; merge the two',
    ],
    'an SOA': [
      { records: { SOA: '. . 1 2 3 4 5' } },
      'records.SOA: cannot be given; it is made from the zone',
    ],
    'a signature': [
      { records: { RRSIG: 'x' } },
      'records.RRSIG: cannot be given; it is made by signing the zone',
    ],
    ANY: [{ records: { ANY: 'x' } }, 'records.ANY: cannot be given; it is asked for or sent along'],
    TYPE41: [{ records: { TYPE41: '\\# 0' } }, 'records.TYPE41: cannot be given; it is asked for'],
    'name servers at the zone': [
      { records: { NS: 'ns' } },
      'records.NS: .*at the zone itself; list name servers in "ns"',
      '@',
    ],
    'an alias at the zone': [
      { records: { CNAME: 'www' } },
      'records.CNAME: .*; list its addresses in "ips"',
      '@',
    ],
    'a DS at the zone': [
      { records: { DS: '1 13 2 00' } },
      'records.DS: .* it belongs into the zone above',
      '@',
    ],
    'a key at the zone': [
      { records: { DNSKEY: '257 3 13 AAAA' } },
      'records.DNSKEY: .* from the keys of --priv-key-path',
      '@',
    ],
    'data of another type': [{ records: { MX: 'mail' } }, 'records.MX: "mail" '],
    'data that is too long': [
      { records: { TXT: 'x'.repeat(300_000) } },
      'records.TXT: has 300000 characters; at most 262140',
    ],
    'very many': [
      { records: { A: Array(5001).fill('192.0.2.1') } },
      'records.A: has 5001 records; at most 5000',
    ],
    'a TTL in letters': [
      { records: { MX: '1 a' }, ttl: 'x' },
      'ttl: is "x"; write a whole number of seconds from 0 to 2147483647',
    ],
    'addresses beside checked ones': [
      { ips: ['192.0.2.1'], health_port: 80, records: { A: '192.0.2.2' } },
      'records.A: "www" has A records beside addresses that are checked \\(zone-resolutions.www\\); remove the record, or list its address in "ips"',
    ],
    'an alias beside addresses': [
      { ips: ['192.0.2.1'], records: { CNAME: 'a' } },
      'records.CNAME: "www" has a CNAME record beside addresses \\(zone-resolutions.www\\); a CNAME stands alone',
    ],
    'an alias beside others': [
      { records: { CNAME: 'a', MX: '10 b' } },
      'records.CNAME: "www" has a CNAME record beside MX records \\(zone-resolutions.www.records.MX\\)',
    ],
    'two aliases': [{ records: { CNAME: ['a', 'b'] } }, 'records.CNAME: "www" has 2 CNAME records; keep one'],
    'two DNAMEs': [{ records: { DNAME: ['a', 'b'] } }, 'records.DNAME: "www" has 2 DNAME records; keep one'],
    'services in two ways': [
      { srv: [{ target: 'a.elsewhere.test.', port: 1 }], records: { SRV: '0 1 2 b' } },
      'records.SRV: "www" has SRV records beside "srv" \\(zone-resolutions.www\\); write all of them in one place',
    ],
    'more than a message holds': [
      { records: { TXT: Array.from({ length: 300 }, (_, n) => `"${n}${'x'.repeat(240)}"`) } },
      'records.TXT: "www" has 300 TXT records of \\d+ octets in all; at most 60000 fit into an answer',
    ],
  };
  for (const [what, [entry, finding, owner = 'www']] of Object.entries(wrong)) {
    it(`must not be ${what}`, () => {
      const [first, ...others] = findingsOf(given({ [owner]: entry }));
      const shown = owner === '@' ? '\\["@"\\]' : `\\.${owner}`;
      expect(first).to.match(new RegExp(`^error: ${path}${shown}\\.${finding}`));
      expect(others).to.deep.equal([]);
    });
  }

  it('must fit into every alias zone', () => {
    const long = Array(3).fill('a'.repeat(63)).join('.');
    const alias = { 'alias-zones': `["${'b'.repeat(60)}.test"]` };
    const names = { '@': { records: { MX: `10 ${long}` } } };
    expect(findingsOf(given(names))).to.deep.equal([]);
    expect(findingsOf(given(names, alias)).join()).to.match(
      /records.MX: makes a name longer than 255 octets in/,
    );
  });
});
