// Several zones: what each says of itself, what it inherits, and findings that only all of them together make.

import { expect } from 'chai';
import { printFinding } from '../../../src/config/findings/finding.ts';
import { readConfig } from '../../../src/config/read-config.ts';
import type { CommandLine } from '../../../src/config/sources/raw-value.ts';
import type { ZoneConfig } from '../../../src/config/zones/zone-config.ts';
import { targetsOf } from '../../../src/health/deciding/resolution.ts';
import { printName } from '../../../src/wire/name.ts';

const ns = '["ns.elsewhere.test"]';

function read(zones: unknown, given: CommandLine = {}) {
  return readConfig({ ns, zones: JSON.stringify(zones), ...given }, {});
}

function zonesOf(zones: unknown, given: CommandLine = {}): readonly ZoneConfig[] {
  const config = read(zones, given);
  if (!config.ok) throw new Error(config.problem.map(printFinding).join('\n'));
  return config.value.zones;
}

function findingsOf(zones: unknown, given: CommandLine = {}): string[] {
  const config = read(zones, given);
  return (config.ok ? config.value.warnings : config.problem).map(printFinding);
}

const keysOf = ({ content }: ZoneConfig) => content.resolutions.flatMap(targetsOf).map(({ key }) => key);
const labelsOf = ({ content }: ZoneConfig) => content.resolutions.map(({ label }) => label);
const checked = { ips: ['192.0.2.1'], health_port: 80 };

describe('--zones', () => {
  it('names zones with their own names, aliases and name servers', () => {
    const [a, b] = zonesOf({
      'a.test': { names: { www: ['192.0.2.1'] }, aliases: ['alias.test'], ns: ['ns1', 'ns.else.test'] },
      'B.test.': {},
    });
    expect(a?.content.aliasZones.map(printName)).to.deep.equal(['alias.test.']);
    expect(a?.content.nameServers.map(printName)).to.deep.equal(['ns1.a.test.', 'ns.else.test.']);
    expect(b && printName(b.content.hostedZone)).to.equal('b.test.');
    expect(b?.content.nameServers.map(printName)).to.deep.equal(['ns.elsewhere.test.']);
    expect(b?.content.resolutions).to.deep.equal([]);
  });

  it('takes a name server of one label in --ns relative to each zone', () => {
    const names = { ns1: ['192.0.2.53'] };
    const zones = zonesOf({ 'a.test': { names }, 'b.test': { names } }, { ns: '["ns1"]' });
    const servers = zones.map(({ content }) => content.nameServers.map(printName).join());
    expect(servers).to.deep.equal(['ns1.a.test.', 'ns1.b.test.']);
  });

  it('lets the settings of a zone win over the flags of the same name', () => {
    const zones = zonesOf(
      {
        'a.test': { names: { www: checked } },
        'b.test': { names: { www: checked }, ttl: 7, 'test-min-interval': 5, 'test-timeout': 1, rise: 3 },
      },
      { ttl: '60', 'when-all-down': 'all', rise: '2' },
    );
    const [a, b] = zones;
    expect(a?.timing.addressTtlSeconds).to.equal(60);
    expect(b?.timing).to.include({ addressTtlSeconds: 7, minimumSeconds: 5 });
    expect(zones.map(keysOf)).to.deep.equal([
      ['tcp 192.0.2.1:80'],
      ['tcp 192.0.2.1:80 interval=5 timeout=1 rise=3'],
    ]);
    expect(b?.content.resolutions[0]?.whenAllDown).to.deep.equal({ kind: 'all' });
  });

  it('makes one target of the same address, check and pace, whichever zones it is in', () => {
    const slow = { 'test-min-interval': 60 };
    const http = { ips: ['192.0.2.2'], check: { type: 'http', interval: 60 } };
    const zones = zonesOf({
      'a.test': { names: { www: checked, api: http } },
      'b.test': { names: { web: checked, api: { ips: ['192.0.2.2'], check: { type: 'http' } } }, ...slow },
      'c.test': {
        names: {
          web: { ...checked, health_port: undefined, check: { type: 'tcp', port: 80, interval: 30 } },
        },
        ...slow,
      },
    });
    const [a, b, c] = zones.map(keysOf);
    expect(a).to.deep.equal(['tcp 192.0.2.1:80', 'http 192.0.2.2:80 interval=60']);
    expect(b).to.deep.equal(['tcp 192.0.2.1:80 interval=60', 'http 192.0.2.2:80 interval=60']);
    expect(c).to.deep.equal(['tcp 192.0.2.1:80']);
  });

  it('signs each zone with its own keys, or those of the flags, or not at all', () => {
    const zones = zonesOf(
      {
        'a.test': {},
        'b.test': {},
        'c.test': { 'priv-key-path': ['/keys/c.pem', '/keys/d.pem'], 'priv-key-alg': 'ED25519' },
        'd.test': { 'priv-key-path': [] },
        'e.test': { nsec3: true },
      },
      { 'priv-key-path': '/keys/all.pem' },
    );
    const [a, b, c, d, e] = zones.map(({ signing }) => signing);
    expect(a?.keys.map(({ path }) => path)).to.deep.equal(['/keys/all.pem']);
    expect(a).to.equal(b);
    expect(c?.keys.map(({ path, algorithm }) => [path, algorithm])).to.deep.equal([
      ['/keys/c.pem', 15],
      ['/keys/d.pem', 15],
    ]);
    expect(d).to.equal(undefined);
    expect([e?.kind, e?.keys[0].path]).to.deep.equal(['nsec3', '/keys/all.pem']);
    expect(zones.map(({ timing }) => timing.expireSeconds < 604_800)).to.deep.equal([
      true,
      true,
      true,
      false,
      true,
    ]);
  });

  it('calls a name by its zone where several zones have one written like it', () => {
    const zones = zonesOf(
      { 'b.test': { names: { WWW: checked, '@': checked, mail: checked } } },
      {
        'hosted-zone': 'a.test',
        'zone-resolutions': JSON.stringify({ www: checked, '@': checked, api: checked }),
      },
    );
    expect(zones.map(labelsOf)).to.deep.equal([
      ['www.a.test', 'a.test', 'api'],
      ['WWW.b.test', 'b.test', 'mail'],
    ]);
  });

  it('calls an apex by its zone where there are several, even if only one has addresses there', () => {
    const zones = zonesOf({ 'a.test': { names: { '@': checked } }, 'b.test': { names: { www: checked } } });
    expect(zones.map(labelsOf)).to.deep.equal([['a.test'], ['www']]);
  });

  it('may stand beside the zone of the flags, and needs none of it', () => {
    const short = { 'hosted-zone': 'a.test', 'zone-resolutions': '{}' };
    const names = zonesOf({ 'b.test': {} }, short).map(({ content }) => printName(content.hostedZone));
    expect(names).to.deep.equal(['a.test.', 'b.test.']);
    expect(findingsOf({ 'b.test': {} }, { 'hosted-zone': 'a.test' })).to.deep.equal([
      'error: zone-resolutions: is required; give --zone-resolutions, set HEALTHY_DNS_ZONE_RESOLUTIONS or DNS_ZONE_RESOLUTIONS, or write it in the configuration file',
    ]);
  });

  it('may nest zones, hosted ones and aliases', () => {
    const nested = {
      'a.test': {},
      'b.a.test': { aliases: ['c.b.a.test.example', 'd.a.test'] },
      'e.b.a.test': {},
    };
    expect(findingsOf(nested)).to.deep.equal([]);
  });

  const bad: readonly (readonly [what: string, zones: unknown, findings: readonly string[]])[] = [
    [
      'be a list',
      ['a.test'],
      ['zones: is an array; write an object such as {"example.com": {"names": {"www": ["192.0.2.1"]}}}'],
    ],
    ['be empty', {}, ['zones: is empty; name at least one zone']],
    [
      'name a zone badly',
      { 'a..test': {} },
      ['zones["a..test"]: "a..test" has two dots in a row or a dot at an end; remove the extra dot'],
    ],
    [
      'give a zone as a text',
      { 'a.test': 'www' },
      ['zones["a.test"]: is "www"; write an object such as {"names": {"www": ["192.0.2.1"]}}'],
    ],
    [
      'misspell a setting',
      { 'a.test': { name: {} } },
      ['zones["a.test"].name: there is no such setting; did you mean "names"?'],
    ],
    [
      'name a zone twice',
      { 'a.test': {}, 'A.test.': {} },
      ['zones["A.test."]: is the same zone as zones["a.test"]; merge the two'],
    ],
    [
      'name an alias that is a zone',
      { 'a.test': { aliases: ['b.test'] }, 'b.test': {} },
      [
        'zones["a.test"].aliases: names "b.test.", which is a zone of its own already (zones["b.test"]); leave it out of one',
      ],
    ],
    [
      'name an alias twice',
      { 'a.test': { aliases: ['c.test'] }, 'b.test': { aliases: ['c.test'] } },
      [
        'zones["b.test"].aliases: names "c.test.", which is an alias already (zones["a.test"].aliases); leave it out of one',
      ],
    ],
    [
      'have an alias in its own zone',
      { 'a.test': { aliases: ['b.a.test'] } },
      [
        'zones["a.test"].aliases[0]: "b.a.test." is below the hosted zone "a.test."; a zone cannot be an alias of part of itself',
      ],
    ],
    [
      'have a bad address',
      { 'example.com': { names: { www: { ips: ['192.0.2.1', '10.0.0.300'], health_port: 80 } } } },
      ['zones["example.com"].names.www.ips[1]: "10.0.0.300" is not an IPv4 or IPv6 address'],
    ],
    [
      'have a bad TTL',
      { 'a.test': { ttl: -1 } },
      [
        'zones["a.test"].ttl: is -1; write a whole number of seconds from 0 to 2147483647; units are ms, s, m, h and d',
      ],
    ],
    [
      'have a bad policy',
      { 'a.test': { 'when-all-down': 'al' } },
      [
        'zones["a.test"].when-all-down: is "al"; write one of "empty", "all", "last", or an array of fallback addresses; did you mean "all"?',
      ],
    ],
    [
      'have a bad algorithm',
      { 'a.test': { 'priv-key-path': '/k', 'priv-key-alg': 'ed2551' } },
      [/priv-key-alg: "ed2551" is not one of .*; did you mean "ed25519"\?$/],
    ],
    [
      'have keys that are no texts',
      { 'a.test': { 'priv-key-path': [{}] } },
      ['zones["a.test"].priv-key-path[0]: is an object; write a text'],
    ],
    ['repeat a key', '{"a.test": {}, "a.test": {}}', ['zones["a.test"]: appears twice; merge the two']],
  ].map(([what, zones, findings]) => [what as string, zones, findings as readonly string[]]);
  for (const [what, zones, expected] of bad) {
    it(`must not ${what}`, () => {
      const findings = typeof zones === 'string' ? findingsOf({}, { zones }) : findingsOf(zones);
      expect(findings).to.have.length(expected.length);
      for (const [index, message] of (expected as readonly (string | RegExp)[]).entries()) {
        if (typeof message === 'string') expect(findings[index]).to.equal(`error: ${message}`);
        else expect(findings[index]).to.match(message);
      }
    });
  }

  it('needs name servers for every zone', () => {
    const config = readConfig({ zones: '{"a.test": {}, "b.test": {"ns": ["ns.c.test"]}}' }, {});
    expect(config.ok ? [] : config.problem.map(printFinding)).to.deep.equal([
      'error: zones["a.test"].ns: is missing; list the name servers of the zone, or those of all zones in --ns',
    ]);
  });

  it('says once what is wrong with the name servers of all zones', () => {
    const zones = { 'a.test': {}, 'b.test': {}, 'c.test': {} };
    expect(findingsOf(zones, { ns: '["192.0.2.1"]' })).to.have.length(1);
  });

  it('warns of a name server in one of our zones that has no addresses there', () => {
    const zones = {
      'a.test': { ns: ['ns1'], names: { ns1: ['192.0.2.53'] } },
      'b.test': { ns: ['ns1.a.test', 'ns2.a.test', 'ns.c.a.test'] },
      'c.a.test': { names: { ns: ['192.0.2.54'] } },
    };
    expect(findingsOf(zones)).to.deep.equal([
      'warning: zones["b.test"].ns: "ns2.a.test." is in "a.test." but has no addresses; add "ns2" to zones["a.test"].names',
    ]);
  });
});
