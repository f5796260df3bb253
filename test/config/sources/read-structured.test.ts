// Flags with lists and mappings, in flags and in files.

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';

describe('a flag with JSON', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'healthy-dns-json-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  function fileWith(text: string): string {
    const file = join(folder, 'names.json');
    writeFileSync(file, text);
    return file;
  }

  it('is read from the file that @path names', () => {
    const file = fileWith('{"api":\n  ["192.0.2.7"]\n}\n');
    for (const text of [`@${file}`, ` @${file}\n`]) {
      expect(configOf({ 'zone-resolutions': text }).resolutions[0]?.label).to.equal('api');
    }
    const environment = { HEALTHY_DNS_ALIAS_ZONES: `@${fileWith('["alias.test"]')}` };
    expect(configOf({}, environment).aliasZones).to.have.length(1);
  });

  it('has the same findings when it is in a file', () => {
    const text = `@${fileWith('{"www": ["x"], "www": []}')}`;
    expect(findingsOf({ 'zone-resolutions': text })).to.deep.equal([
      'error: zone-resolutions.www: appears twice; merge the two',
      'error: zone-resolutions.www: is empty; list at least one address',
    ]);
  });

  it('is an error when its file is missing, a directory or unreadable', () => {
    expect(findingsOf({ ns: `@${folder}/none` })).to.deep.equal([
      `error: ns: cannot read "${folder}/none": there is no such file`,
    ]);
    expect(findingsOf({ ns: '@' })).to.deep.equal(['error: ns: cannot read "": there is no such file']);
    expect(findingsOf({ ns: `@${folder}` })).to.deep.equal([
      `error: ns: cannot read "${folder}": it is a directory, not a file`,
    ]);
    expect(findingsOf({ ns: '@a\0b' })[0]).to.match(
      /^error: ns: cannot read "a\\u0000b": a path cannot contain a zero octet$/,
    );
    // Root may read everything.
    if (process.getuid?.() === 0) return;
    const secret = fileWith('[]');
    chmodSync(secret, 0);
    expect(findingsOf({ ns: `@${secret}` })).to.deep.equal([
      `error: ns: cannot read "${secret}": this user may not read it`,
    ]);
  });

  for (const [flag, text] of [
    ['ns', 'ns1.elsewhere.test'],
    ['ns', ' ns1.elsewhere.test, ns2.elsewhere.test\n'],
    ['ns', '- ns1.elsewhere.test # the primary\n- ns2.elsewhere.test\n'],
    ['alias-zones', '[example.net, example.org]'],
    ['alias-zones', '"example.net"'],
    ['zone-resolutions', '{www: [192.0.2.1]}'],
    ['zone-resolutions', '{"www": ["192.0.2.1"],}'],
    ['zone-resolutions', '# all of them\nwww:\n  ips: [192.0.2.1, "2001:db8::"]\n  health_port: 80\n'],
  ] as const) {
    it(`may be ${JSON.stringify(text)} for --${flag}`, () =>
      expect(findingsOf({ [flag]: text })).to.deep.equal([]));
  }

  for (const text of ['', ' ', '# nothing']) {
    it(`is an error with an example when it is ${JSON.stringify(text)}`, () =>
      expect(findingsOf({ 'zone-resolutions': text })).to.deep.equal([
        'error: zone-resolutions: is empty; expected something like {"www": ["192.0.2.1"]}',
      ]));
  }

  const wrongKinds: readonly (readonly [string, string, string])[] = [
    ['ns', '{}', 'error: ns: is an object; write an array of names such as ["ns1.example.com"]'],
    ['ns', 'null', 'error: ns: is null; write an array of names such as ["ns1.example.com"]'],
    ['ns', '""', 'error: ns: is empty; a zone needs a name server'],
    [
      'zone-resolutions',
      'www',
      'error: zone-resolutions: is "www"; write an object such as {"www": ["192.0.2.1"]}',
    ],
    ['alias-zones', '[true]', 'error: alias-zones[0]: is true; write a name in quotes'],
    [
      'zone-resolutions',
      '[]',
      'error: zone-resolutions: is an array; write an object such as {"www": ["192.0.2.1"]}',
    ],
    [
      'zone-resolutions',
      '80',
      'error: zone-resolutions: is 80; write an object such as {"www": ["192.0.2.1"]}',
    ],
  ];
  for (const [flag, text, finding] of wrongKinds) {
    it(`is an error when --${flag} is ${text}`, () => {
      expect(findingsOf({ [flag]: text })).to.deep.equal([finding]);
    });
  }

  it('is an error when it is more than anybody writes, in a file or not', () => {
    const blanks = ' '.repeat(32 * 1024 * 1024);
    expect(findingsOf({ ns: `[${blanks}]` })).to.deep.equal([
      'error: ns: has 33554434 characters; at most 33554432 are read',
    ]);
    expect(findingsOf({ ns: `@${fileWith(`[${blanks}]`)}` })[0]).to.match(
      /: it is larger than the limit of 33554432 octets$/,
    );
  });

  it('is an error for each key that stands twice, wherever it does', () => {
    const text =
      '{"www": {"ips": ["192.0.2.1"], "health_port": 1, "\\u0069ps": ["192.0.2.2"]}, "w\\u0077w": ["192.0.2.3"]}';
    expect(findingsOf({ 'zone-resolutions': text })).to.deep.equal([
      'error: zone-resolutions.www.ips: appears twice; merge the two',
      'error: zone-resolutions.www: appears twice; merge the two',
    ]);
    const inArray = findingsOf({ 'zone-resolutions': '{"www": ["192.0.2.1", {"a": 1, "a": 2}]}' });
    expect(inArray[0]).to.equal('error: zone-resolutions.www[1].a: appears twice; merge the two');
  });
});
