// Findings about the zone's name, its aliases and its name servers.

import { expect } from 'chai';
import { printName } from '../../../src/wire/name.ts';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';

const label63 = 'a'.repeat(63);
/** 244 octets, which leaves just enough for `hostmaster` in front. */
const longestZone = [label63, label63, label63, 'b'.repeat(50)].join('.');
const zoneTooLong = [label63, label63, label63, 'b'.repeat(51)].join('.');
const nameTooLong = [label63, label63, label63, label63].join('.');

describe('--hosted-zone', () => {
  const good: readonly (readonly [string, string])[] = [
    ['example.test', 'example.test.'],
    [' Example.TEST. \n', 'example.test.'],
    ['test', 'test.'],
    ['2.0.192.in-addr.arpa', '2.0.192.in-addr.arpa.'],
    [longestZone, `${longestZone}.`],
  ];
  for (const [text, zone] of good) {
    it(`may be ${JSON.stringify(text.slice(0, 30))}`, () => {
      const config = configOf({ 'hosted-zone': text, 'zone-resolutions': '{}' });
      expect(printName(config.hostedZone)).to.equal(zone);
    });
  }

  const bad: readonly (readonly [string, string])[] = [
    ['', 'is empty; write a name'],
    ['.', 'is the root; a zone needs a name of its own'],
    ['a..test', '"a..test" has two dots in a row or a dot at an end; remove the extra dot'],
    ['.test', '".test" has two dots in a row or a dot at an end; remove the extra dot'],
    ['a_b c.test', '"a_b c.test" contains " "; use letters, digits, "-" and "_"'],
    ['example.test:53', '"example.test:53" contains ":"; use letters, digits, "-" and "_"'],
    ['-a.test', '"-a.test" has a label that begins or ends with a hyphen ("-a"); remove the hyphen'],
    ['*.test', '"*.test" has a misplaced "*"; only names of records may have one, as in "*.api"'],
    ['bücher.example', '"bücher.example" is not ASCII; write "xn--bcher-kva.example"'],
    [
      `${label63}a.test`,
      `"${label63}a.test" has a label of 64 characters ("aaaaaaaaaaaa…"); at most 63 are allowed`,
    ],
    [nameTooLong, `"${nameTooLong}" takes 257 octets; at most 255 are allowed`],
    [zoneTooLong, `"${zoneTooLong}" takes 245 octets; at most 244 leave room for the names in it`],
  ];
  for (const [text, message] of bad) {
    it(`must not be ${JSON.stringify(text.slice(0, 30))}`, () => {
      const findings = findingsOf({ 'hosted-zone': text, 'zone-resolutions': '{}' });
      expect(findings).to.deep.equal([`error: hosted-zone: ${message}`]);
    });
  }
});

describe('--alias-zones', () => {
  const good = ['[]', '["alias.test"]', '["a.test", "b.test", "c.example"]', '["notexample.test"]'];
  for (const text of good) {
    it(`may be ${text}`, () => expect(findingsOf({ 'alias-zones': text })).to.deep.equal([]));
  }

  const bad: readonly (readonly [string, string])[] = [
    ['["EXAMPLE.test."]', '[0]: "example.test." is already the hosted zone; leave it out'],
    [
      '["sub.example.test"]',
      '[0]: "sub.example.test." is below the hosted zone "example.test."; a zone cannot be an alias of part of itself',
    ],
    [
      '["test"]',
      '[0]: "test." contains the hosted zone "example.test."; a zone cannot be an alias of part of itself',
    ],
    ['["a.b", "A.B"]', '[1]: "a.b." is already an alias zone; leave it out'],
    [
      '["a.b", "b"]',
      '[1]: "b." contains another alias zone "a.b."; a zone cannot be an alias of part of itself',
    ],
    [
      '["b", "a.b"]',
      '[1]: "a.b." is below another alias zone "b."; a zone cannot be an alias of part of itself',
    ],
    ['["."]', '[0]: is the root; a zone needs a name of its own'],
    ['[""]', '[0]: is empty; write a name'],
    ['[["a.test"]]', '[0]: is an array; write a name in quotes'],
    [
      `["${zoneTooLong}"]`,
      `[0]: "${zoneTooLong}" takes 245 octets; at most 244 leave room for the names in it`,
    ],
  ];
  for (const [text, message] of bad) {
    it(`must not be ${text.slice(0, 40)}`, () => {
      expect(findingsOf({ 'alias-zones': text })).to.deep.equal([`error: alias-zones${message}`]);
    });
  }
});

describe('--ns', () => {
  it('keeps the order in which name servers are given, the primary first', () => {
    const { nameServers } = configOf({ ns: '["ns9.elsewhere.test", "ns1.elsewhere.test"]' });
    expect(nameServers.map(printName)).to.deep.equal(['ns9.elsewhere.test.', 'ns1.elsewhere.test.']);
  });

  it('must not have more name servers than an answer can hold', () => {
    const ns = JSON.stringify(Array.from({ length: 4000 }, (_, i) => `ns${i}.elsewhere.test`));
    expect(findingsOf({ ns })).to.deep.equal([
      'error: ns: has 4000 name servers, which do not fit into an answer; a dozen is plenty',
    ]);
  });

  it('accepts a name server once, and warns', () => {
    const ns = '["ns1.elsewhere.test", "NS1.elsewhere.test."]';
    expect(configOf({ ns }).nameServers).to.have.length(1);
    expect(findingsOf({ ns })).to.deep.equal([
      'warning: ns[1]: "NS1.elsewhere.test." is listed twice; remove one',
    ]);
  });

  const bad: readonly (readonly [string, readonly string[]])[] = [
    ['[]', ['ns: is empty; a zone needs a name server']],
    ['["."]', ['ns[0]: is the root; write a host name']],
    ['[""]', ['ns[0]: is empty; write a name']],
    [
      '["ns.elsewhere.test", "NS2."]',
      ['ns[1]: "NS2." has a single label; leave out the dot to name a host in the zone'],
    ],
    ['["192.0.2.1"]', ['ns[0]: "192.0.2.1" is an address; write the name of the host that has it']],
    [
      '[null, "ok.test", 7]',
      ['ns[0]: is null; write a name in quotes', 'ns[2]: is 7; write a name in quotes'],
    ],
    ['["192.0.2.1:53"]', ['ns[0]: "192.0.2.1:53" contains ":"; use letters, digits, "-" and "_"']],
    [
      '["*.example.test"]',
      ['ns[0]: "*.example.test" has a misplaced "*"; only names of records may have one, as in "*.api"'],
    ],
  ];
  for (const [text, messages] of bad) {
    it(`must not be ${text}`, () => {
      expect(findingsOf({ ns: text })).to.deep.equal(messages.map((message) => `error: ${message}`));
    });
  }

  for (const [text, names] of [
    ['["ns1"]', ['ns1.example.test.']],
    ['NS1, ns2.elsewhere.test', ['ns1.example.test.', 'ns2.elsewhere.test.']],
    ['["ns1", "ns1.example.test"]', ['ns1.example.test.']],
  ] as const) {
    it(`names hosts in the zone without a dot: ${text}`, () => {
      const config = configOf({ ns: text, 'zone-resolutions': '{"ns1": ["192.0.2.1"]}' });
      expect(config.nameServers.map(printName)).to.deep.equal(names);
    });
  }

  it('may be the apex of a zone of one label, or a host in it', () => {
    const lan = { 'hosted-zone': 'lan', 'zone-resolutions': '{"@": ["192.0.2.1"], "ns1": ["192.0.2.1"]}' };
    expect(configOf({ ...lan, ns: 'lan,ns1' }).nameServers.map(printName)).to.deep.equal([
      'lan.',
      'ns1.lan.',
    ]);
  });

  it('has nothing to be relative to while the zone is unknown, which is one finding', () => {
    expect(findingsOf({ 'hosted-zone': 'a..b', ns: 'ns1' })).to.have.length(1);
  });

  it('must fit into a name together with the zone', () => {
    const zone = `${'a'.repeat(63)}.`.repeat(3) + 'b'.repeat(50);
    expect(findingsOf({ 'hosted-zone': zone, ns: 'c'.repeat(20), 'zone-resolutions': '{}' })[0]).to.match(
      /makes a name longer than 255 octets$/,
    );
  });
});
