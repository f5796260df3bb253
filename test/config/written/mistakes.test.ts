// What people get wrong when they write a file, where the finding points, and what it tells them to do.

import { expect } from 'chai';
import { type Finding, printFinding } from '../../../src/config/findings/finding.ts';
import { readConfig } from '../../../src/config/read-config.ts';
import { goodFlags } from '../../support/daemon/read-findings.ts';

interface Mistake {
  readonly text: string;
  /** `line:column`, and what is there. */
  readonly at: readonly [string, string];
  readonly message: string;
}

const two = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('');
const entry = (index: number) => `  "w${index}": {"ips": ["192.0.2.1"], "health_port": 80},\n`;
const long = `{\n${two(100, entry)}  "api": {"ips": ["192.0.2.2"], "health_port": 80,\n${two(98, entry)}  "last": ["192.0.2.3"]\n}\n`;
const open = (bracket: string, close: string) => `has a "${bracket}" that is never closed; add "${close}"`;
const alias = (name: string) =>
  `has "${name}", which YAML takes for an alias of something above; put it in quotes`;
const space = (key: string) => `needs a space after the colon: "${key} …"`;
const curly = (character: string) => `has the curly quote ${character}; write straight ones, " or '`;

const mistakes: Readonly<Record<string, Mistake>> = {
  'a brace missing in 200 lines of JSON': {
    text: long,
    at: ['102:10', '{'],
    message: open('{', '}'),
  },
  'a bracket missing in JSON': {
    text: '{\n  "www": ["192.0.2.1",\n  "api": ["192.0.2.2"]\n}\n',
    at: ['2:10', '['],
    message: open('[', ']'),
  },
  'a bracket missing in one line of YAML': {
    text: 'www: { ips: [192.0.2.1, health_port: 443 }\n',
    at: ['1:13', '['],
    message: open('[', ']'),
  },
  'a brace missing in YAML': {
    text: 'www: { ips: [192.0.2.1], health_port: 443\nftp: { ips: [192.0.2.2] }\n',
    at: ['1:6', '{'],
    message: open('{', '}'),
  },
  'a bracket too many': {
    text: '{"www": ["192.0.2.1"]]}',
    at: ['1:22', ']'],
    message: 'has a "]" that closes nothing; remove it',
  },
  'curly quotes from a word processor': {
    text: '{“www”: [“192.0.2.1”]}',
    at: ['1:2', '“'],
    message: curly('“'),
  },
  'curly quotes that break the text': {
    text: '{“www: a”: [‘192.0.2.1’}',
    at: ['1:2', '“'],
    message: curly('“'),
  },
  'a tab as indentation': {
    text: 'www:\n\tips: [192.0.2.1]\n',
    at: ['2:1', '\t'],
    message: 'is indented with a tab, which YAML does not allow; use spaces',
  },
  'a forgotten @': {
    text: 'names.json',
    at: ['1:1', 'n'],
    message: '"names.json" is the name of a file; write "@names.json" to read it',
  },
  'a forgotten @ before a path': {
    text: '/etc/healthy-dns/names',
    at: ['1:1', '/'],
    message: '"/etc/healthy-dns/names" is the name of a file; write "@/etc/healthy-dns/names" to read it',
  },
  'the quotes of a shell': {
    text: `'{"www": ["192.0.2.1"]}'`,
    at: ['1:1', "'"],
    message: 'is in quotes as a whole; remove the quotes around it',
  },
  'a comma behind a list': {
    text: 'www: [192.0.2.1],\napi: [192.0.2.2]\n',
    at: ['1:17', ','],
    message: 'has a comma too many; remove it',
  },
  'a comma behind a value': {
    text: 'www:\n  ips: [192.0.2.1]\n  health_port: 80,\n',
    at: ['3:16', '8'],
    message: 'ends with a comma; remove it, or put the value in quotes',
  },
  'two commas': {
    text: 'www: [192.0.2.1,,192.0.2.2]',
    at: ['1:17', ','],
    message: 'has a comma too many; remove it',
  },
  'a colon without a space': {
    text: 'www: [192.0.2.1]\napi:[192.0.2.2]\n',
    at: ['2:5', '['],
    message: space('api:'),
  },
  'a colon without a space, and nothing else': {
    text: 'www:[192.0.2.1]',
    at: ['1:1', 'w'],
    message: space('www:'),
  },
  'a colon without a space in braces': {
    text: 'www: {ips: [192.0.2.1], health_port:80}',
    at: ['1:25', 'h'],
    message: space('health_port:'),
  },
  'a quote that is not closed in YAML': {
    text: 'www: ["192.0.2.1]\napi: [192.0.2.2]\n',
    at: ['1:7', '"'],
    message: 'has a quote that is not closed; add "',
  },
  'a quote that is not closed in JSON': {
    text: '{\n  "www": ["192.0.2.1],\n  "api": ["192.0.2.2"]\n}\n',
    at: ['2:11', '"'],
    message: 'has a quote that is not closed in its line; add "',
  },
  'a wildcard without quotes': { text: '*.api: [192.0.2.1]', at: ['1:1', '*'], message: alias('*.api') },
  'an alias of nothing': { text: 'www: *api', at: ['1:6', '*'], message: alias('*api') },
  'an alias within itself': {
    text: 'www: &a [192.0.2.1, *a]',
    at: ['1:21', '*'],
    message: 'has the alias "*a" within what it stands for',
  },
  'an IPv6 address that ends with a colon': {
    text: 'www: [2001:db8::]',
    at: ['1:7', '2'],
    message: 'ends with a colon, which YAML takes for that of a key; write "2001:db8::" in quotes',
  },
  'a tag': {
    text: 'www: !ips [192.0.2.1]',
    at: ['1:11', '['],
    message: 'has the tag "!ips"; tags are not read, so remove it',
  },
  'a merge key': {
    text: 'a: &a {ips: [192.0.2.1], health_port: 80}\nb:\n  <<: *a\n',
    at: ['3:3', '<'],
    message: 'merges another mapping into this one, which is not read; write its settings',
  },
  'a key that is a list': {
    text: '? [www]\n: [192.0.2.1]\n',
    at: ['1:3', '['],
    message: 'has a list or a mapping as a key; write a text',
  },
  'a value without a key': {
    text: ': [192.0.2.1]\n',
    at: ['1:1', ':'],
    message: 'has a value without a key before the colon',
  },
  'a key twice in YAML': {
    text: 'www: [192.0.2.1]\nwww: [192.0.2.2]\n',
    at: ['2:1', 'w'],
    message: 'appears twice; merge the two',
  },
  'two documents': {
    text: 'www: [192.0.2.1]\n---\napi: [192.0.2.2]\n',
    at: ['3:1', 'a'],
    message: 'has a second document here; remove the line "---" before it',
  },
  'YAML 1.1': {
    text: '%YAML 1.1\n---\nwww: [192.0.2.1]\n',
    at: ['1:1', '%'],
    message: 'is YAML 1.1; remove the line with %YAML',
  },
  'a number that JSON lacks': {
    text: 'www: [.inf]',
    at: ['1:7', '.'],
    message: 'is .inf, which is not a number that JSON has',
  },
  'a misspelt setting points at its key': {
    text: 'www:\n  ips: [192.0.2.1]\n  heath_port: 80\n',
    at: ['3:3', 'h'],
    message: 'there is no such setting; did you mean "health_port"?',
  },
  'a wrong value points at the value': {
    text: '# all\nwww: &w\n  ips: [192.0.2.1, 192.0.2.300] # one too far\n  health_port: 80\n',
    at: ['3:20', '1'],
    message: '"192.0.2.300" is not an IPv4 or IPv6 address',
  },
  'a wrong value in JSON points at the value': {
    text: '{"www": ["192.0.2.1",\n "192.0.2.300"]}',
    at: ['2:2', '"'],
    message: '"192.0.2.300" is not an IPv4 or IPv6 address',
  },
  'what is missing points at what lacks it': {
    text: 'www: {ips: [192.0.2.1], check: {type: tcp}}',
    at: ['1:25', 'c'],
    message: 'is missing; name the TCP port to check',
  },
};

describe('a mistake in what was written', () => {
  function findingsOf(text: string): readonly Finding[] {
    const config =
      readConfig({ ...goodFlags }, {}) && readConfig({ ...goodFlags, 'zone-resolutions': text }, {});
    return config.ok ? config.value.warnings : config.problem;
  }

  for (const [what, { text, at, message }] of Object.entries(mistakes)) {
    it(`is told once, with its place: ${what}`, () => {
      const findings = findingsOf(text);
      expect(findings.map((finding) => finding.message)).to.deep.equal([message]);
      const place = findings[0]?.place;
      const line = text.split('\n')[(place?.line ?? 0) - 1] ?? '';
      const character = [...line][(place?.column ?? 0) - 1];
      expect([`${place?.line}:${place?.column}`, character]).to.deep.equal(at);
      expect(place?.source).to.equal('--zone-resolutions');
    });
  }

  it('is a warning where it does no harm: a byte order mark', () => {
    for (const text of ['\ufeff{"www": ["192.0.2.1"]}', '\ufeffwww: [192.0.2.1]\n'])
      expect(findingsOf(text).map(printFinding)).to.deep.equal([
        'warning: zone-resolutions: begins with a byte order mark, which is ignored; save it without one',
      ]);
  });

  const fine: Readonly<Record<string, string>> = {
    'a comma behind the last item': '{"www": ["192.0.2.1",],}',
    'comments, and keys without quotes': '# all\nwww: [192.0.2.1] # first\n',
    'the name of the zone itself': '@: [192.0.2.1]\n',
    'numbers as names, as they are written': '010: [192.0.2.10]\n0x1f: [192.0.2.31]\n1.0: [192.0.2.1]\n',
    'words that YAML 1.1 took for true': 'on: [192.0.2.1]\nno: [192.0.2.2]\nyes: [192.0.2.3]\n',
    'an IPv6 address without quotes': 'www: [2001:db8::1, ::1]\n',
    'an alias of a list': 'www: &a [192.0.2.1]\napi: *a\n',
    'a text over several lines': 'www:\n  txt:\n    - >-\n      one\n      two\n',
  };
  for (const [what, text] of Object.entries(fine)) {
    it(`is none: ${what}`, () => expect(findingsOf(text).map(printFinding)).to.deep.equal([]));
  }
});
