// Findings about the names of the zone, and what good ones become.

import { expect } from 'chai';
import { printCheck } from '../../../src/health/deciding/check.ts';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';

const path = 'zone-resolutions';

function addressesOf(names: unknown): string[][] {
  const { resolutions } = configOf({ [path]: JSON.stringify(names) });
  return resolutions.map(({ label, candidates }) => [
    label,
    ...candidates.map(({ address, check }) => (check === undefined ? address.text : printCheck(check))),
  ]);
}

describe('--zone-resolutions', () => {
  it('makes static addresses of arrays, and targets of objects with a port', () => {
    const names = {
      www: { ips: ['192.0.2.1', '2001:0db8::0001'], health_port: 8080 },
      '@': ['192.0.2.2'],
      '*.Wild': [' ::ffff:192.0.2.3 '],
      _sip: { ips: ['192.0.2.4'], health_port: 65_535 },
    };
    expect(addressesOf(names)).to.deep.equal([
      ['www', 'tcp 192.0.2.1:8080', 'tcp [2001:db8::1]:8080'],
      ['@', '192.0.2.2'],
      ['*.Wild', '::ffff:192.0.2.3'],
      ['_sip', 'tcp 192.0.2.4:65535'],
    ]);
  });

  it('may have no names', () => expect(addressesOf({})).to.deep.equal([]));

  it('accepts an address once, in any spelling, and warns', () => {
    const names = { www: ['2001:db8::1', '192.0.2.1', '2001:DB8:0::1'] };
    expect(addressesOf(names)).to.deep.equal([['www', '2001:db8::1', '192.0.2.1']]);
    expect(findingsOf({ [path]: JSON.stringify(names) })).to.deep.equal([
      `warning: ${path}.www[2]: "2001:db8::1" is listed twice; remove one`,
    ]);
  });

  it('may have up to 2000 addresses per name', () => {
    const addresses = Array.from({ length: 2001 }, (_, i) => `10.0.${i >> 8}.${i & 255}`);
    expect(findingsOf({ [path]: JSON.stringify({ www: addresses.slice(1) }) })).to.deep.equal([]);
    expect(findingsOf({ [path]: JSON.stringify({ www: addresses }) })).to.deep.equal([
      `error: ${path}.www: has 2001 addresses; at most 2000 fit into an answer`,
    ]);
  });

  it('warns of an owner that repeats the name of the zone, and suggests the relative one', () => {
    const aliases = { 'alias-zones': '["alias.test"]' };
    const names =
      '{"www.Example.test": ["192.0.2.1"], "x.alias.test": ["192.0.2.1"], "example.test": ["192.0.2.1"]}';
    expect(findingsOf({ ...aliases, [path]: names })).to.deep.equal([
      `warning: ${path}["www.Example.test"]: "www.Example.test" is relative to the zone and repeats its name; write "www"`,
      `warning: ${path}["x.alias.test"]: "x.alias.test" is relative to the zone and repeats its name; write "x"`,
      `warning: ${path}["example.test"]: "example.test" is relative to the zone and repeats its name; write "@"`,
    ]);
  });

  const good = '["192.0.2.1"]';
  const owners: readonly (readonly [string, string])[] = [
    ['', '[""]: is empty; write a name, or "@" for the zone itself'],
    ['a b', '["a b"]: "a b" contains " "; use letters, digits, "-" and "_"'],
    ['a..b', '["a..b"]: "a..b" has two dots in a row or a dot at an end; remove the extra dot'],
    ['www.', '["www."]: "www." ends with a dot; names are relative to the zone'],
    [
      'www.example.test.',
      '["www.example.test."]: "www.example.test." ends with a dot; names are relative to the zone; write "www"',
    ],
    [
      'example.test.',
      '["example.test."]: "example.test." ends with a dot; names are relative to the zone; write "@"',
    ],
    [
      'a\\',
      '["a\\\\"]: "a\\\\" has a backslash that escapes nothing; write "\\." for a dot in a label, "\\\\" for a backslash, or an octet\'s decimal number in three digits: "\\032"',
    ],
    ['büro', '["büro"]: "büro" is not ASCII; write "xn--bro-hoa"'],
    ['-x', '.-x: "-x" has a label that begins or ends with a hyphen ("-x"); remove the hyphen'],
  ];
  for (const [owner, finding] of owners) {
    it(`must not have the owner ${JSON.stringify(owner)}`, () => {
      expect(findingsOf({ [path]: `{${JSON.stringify(owner)}: ${good}}` })).to.deep.equal([
        `error: ${path}${finding}`,
      ]);
    });
  }

  it('must not have a name in two spellings', () => {
    expect(findingsOf({ [path]: `{"www": ${good}, "WWW": ${good}}` })).to.deep.equal([
      `error: ${path}.WWW: is the same name as "www"; merge the two`,
    ]);
  });

  it('must not have an owner that does not fit into one of the zones', () => {
    const owner = [60, 60, 60, 60].map((count) => 'a'.repeat(count)).join('.');
    // 244 octets of owner, 255 with a zone of 11, 256 with one of 12.
    const findings = (zone: string, alias: string) =>
      findingsOf({ 'hosted-zone': zone, 'alias-zones': `["${alias}"]`, [path]: `{"${owner}": ${good}}` });
    expect(findings('abcd.efgh', 'abcd.efgi')).to.deep.equal([]);
    expect(findings('abcd.efgh', 'abcd.efghi')).to.deep.equal([
      `error: ${path}["${owner}"]: "${owner}" is longer than 255 octets in the zone "abcd.efghi."`,
    ]);
  });

  const forms = 'write ["192.0.2.1"] or {"ips": ["192.0.2.1"], "health_port": 80}';
  const portForm = 'write a port number from 1 to 65535, without quotes';
  const entries: readonly (readonly [string, readonly string[]])[] = [
    ['"192.0.2.1"', [`: is "192.0.2.1"; ${forms}`]],
    ['null', [`: is null; ${forms}`]],
    ['80', [`: is 80; ${forms}`]],
    ['[]', [': is empty; list at least one address']],
    ['["192.0.2.300"]', ['[0]: "192.0.2.300" is not an IPv4 or IPv6 address']],
    ['["192.0.2.1", "www.example.com"]', ['[1]: "www.example.com" is not an IPv4 or IPv6 address']],
    ['["fe80::1%eth0"]', ['[0]: "fe80::1%eth0" is not an IPv4 or IPv6 address']],
    ['["192.0.2.1:80"]', ['[0]: "192.0.2.1:80" is not an IPv4 or IPv6 address']],
    [
      '[3221225985, null, {}]',
      [
        '[0]: 3221225985 is not an IPv4 or IPv6 address',
        '[1]: null is not an IPv4 or IPv6 address',
        '[2].ip: is missing; name the address that the check is for',
      ],
    ],
    [
      '{"ips": ["192.0.2.1"]}',
      [
        '.health_port: is missing; name the TCP port to check, add a "check", or write a plain array if none is needed',
      ],
    ],
    ['{"health_port": 80}', ['.ips: is missing; list the addresses of the name']],
    ['{"ips": [], "health_port": 80}', ['.ips: is empty; list at least one address']],
    [
      '{"ips": "192.0.2.1", "health_port": 80}',
      ['.ips: is "192.0.2.1"; write an array of addresses such as ["192.0.2.1", "2001:db8::1"]'],
    ],
    ['{"ips": ["192.0.2.1", "x"], "health_port": 80}', ['.ips[1]: "x" is not an IPv4 or IPv6 address']],
    ['{"ips": ["192.0.2.1"], "health_port": "80"}', [`.health_port: is "80"; ${portForm}`]],
    ['{"ips": ["192.0.2.1"], "health_port": 0}', [`.health_port: is 0; ${portForm}`]],
    ['{"ips": ["192.0.2.1"], "health_port": 65536}', [`.health_port: is 65536; ${portForm}`]],
    ['{"ips": ["192.0.2.1"], "health_port": 80.5}', [`.health_port: is 80.5; ${portForm}`]],
    ['{"ips": ["192.0.2.1"], "health_port": null}', [`.health_port: is null; ${portForm}`]],
    [
      '{"ips": ["192.0.2.1"], "heath_port": 80, "health_port": 80}',
      ['.heath_port: there is no such setting; did you mean "health_port"?'],
    ],
    ['{"ips": ["192.0.2.1"], "health_port": 80, "weight": 5}', ['.weight: there is no such setting']],
    [
      '{"ip": ["192.0.2.1"], "health-port": 80}',
      [
        '.ip: there is no such setting; did you mean "ips"?',
        '.health-port: there is no such setting; did you mean "health_port"?',
      ],
    ],
  ];
  for (const [entry, messages] of entries) {
    it(`must not say of a name: ${entry}`, () => {
      expect(findingsOf({ [path]: `{"api": ${entry}}` })).to.deep.equal(
        messages.map((message) => `error: ${path}.api${message}`),
      );
    });
  }
});
