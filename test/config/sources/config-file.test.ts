// The configuration file: settings by the names of flags.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { printFinding } from '../../../src/config/findings/finding.ts';
import { type Config, readConfig } from '../../../src/config/read-config.ts';
import { withUsualConfigFile } from '../../../src/config/sources/choose-config-file.ts';
import type { CommandLine, Environment } from '../../../src/config/sources/raw-value.ts';
import { printName } from '../../../src/wire/name.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

const zone = 'hosted-zone: example.test\nns: [ns.elsewhere.test]\nzone-resolutions: { www: [192.0.2.1] }\n';

describe('the configuration file', () => {
  const folder = makeTemporaryDirectory();
  const file = join(folder, 'healthy-dns.yaml');

  function read(text: string | Uint8Array, commandLine: CommandLine = {}, environment: Environment = {}) {
    writeFileSync(file, text);
    return readConfig({ config: file, ...commandLine }, environment);
  }

  function good(text: string, commandLine: CommandLine = {}, environment: Environment = {}): Config {
    const config = read(text, commandLine, environment);
    if (!config.ok) throw new Error(config.problem.map(printFinding).join('\n'));
    return config.value;
  }

  function findingsOf(text: string | Uint8Array, commandLine: CommandLine = {}): string[] {
    const config = read(text, commandLine);
    return (config.ok ? config.value.warnings : config.problem).map(printFinding);
  }

  it('has what flags have, with lists, mappings, numbers and switches', () => {
    const config = good(
      `${zone}alias-zones: a.example, b.example\nttl: 5m\nport: 5353\nlisten: [192.0.2.1, "::1"]\nnsec3: false\n` +
        'strict-start: yes\nwhen-all-down: [192.0.2.8, 192.0.2.9]\nmass-failure: 0.75\nrise: 2\n',
    );
    const [first] = config.zones;
    expect(first?.content.aliasZones.map(printName)).to.deep.equal(['a.example.', 'b.example.']);
    expect(first?.timing.addressTtlSeconds).to.equal(300);
    expect(config.listen.endpoints.map(({ address }) => address.text)).to.deep.equal(['192.0.2.1', '::1']);
    expect(config.health).to.deep.include({ rise: 2 });
    expect(config.health.doubt?.massFailure).to.equal(0.75);
    expect(config.warnings).to.deep.equal([]);
  });

  it('may be JSON', () => {
    const config = good(
      JSON.stringify({ 'hosted-zone': 'a.test', ns: ['ns1'], 'zone-resolutions': { ns1: ['192.0.2.1'] } }),
    );
    expect(config.zones).to.have.length(1);
  });

  it('is named by a variable too, and the flag wins over it', () => {
    writeFileSync(file, zone);
    expect(readConfig({}, { HEALTHY_DNS_CONFIG: file }).ok).to.equal(true);
    expect(readConfig({ config: `${file}.none` }, { HEALTHY_DNS_CONFIG: file }).ok).to.equal(false);
  });

  it('is beaten by variables, which flags beat', () => {
    const ttl = (config: Config) => config.zones[0]?.timing.addressTtlSeconds;
    expect(ttl(good(`${zone}ttl: 7\n`))).to.equal(7);
    expect(ttl(good(`${zone}ttl: 7\n`, {}, { HEALTHY_DNS_TTL: '8' }))).to.equal(8);
    expect(ttl(good(`${zone}ttl: 7\n`, { ttl: '9' }, { HEALTHY_DNS_TTL: '8' }))).to.equal(9);
  });

  it('does not point into itself for what a flag overrides', () => {
    const config = read(`${zone}port: 53\n`, { port: 'x' });
    expect(config.ok ? [] : config.problem.map(({ path, place }) => [path, place])).to.deep.equal([
      ['port', undefined],
    ]);
  });

  it('names files relative to itself', () => {
    writeFileSync(join(folder, 'names.yaml'), 'api: [192.0.2.7]\n');
    const config = good(
      'hosted-zone: a.test\nns: [ns.elsewhere.test]\nzone-resolutions: "@names.yaml"\npriv-key-path: keys/a.pem\n',
    );
    expect(config.zones[0]?.content.resolutions[0]?.label).to.equal('api');
    expect(config.zones[0]?.signing?.keys[0].path).to.equal(join(folder, 'keys/a.pem'));
  });

  it('is left out of what is kept, but for its values', () => {
    const { values } = good(zone);
    expect(values.get('ns')).to.deep.equal({ texts: ['["ns.elsewhere.test"]'], source: file, folder });
  });

  const wrong: Readonly<Record<string, readonly [string | Uint8Array, readonly string[]]>> = {
    'a misspelt setting': [
      `${zone}test-min-intervall: 5\n`,
      ['error: test-min-intervall: there is no such setting; did you mean "test-min-interval"?'],
    ],
    'a misspelt setting that must be there, once': [
      zone.replace('hosted-zone', 'hosted-zon'),
      ['error: hosted-zon: there is no such setting; did you mean "hosted-zone"?'],
    ],
    'a misspelt setting that would stand for all of them, once': [
      'zone: {a.test: {}}\n',
      ['error: zone: there is no such setting; did you mean "zones"?'],
    ],
    'a misspelt master file, once': [
      'hosted-zone: a.test\nrecord: a.zone\n',
      ['error: record: there is no such setting; did you mean "records"?'],
    ],
    'a list of master files where there is one': [
      'hosted-zone: a.test\nrecords: [a.zone, b.zone]\n',
      ['error: records: is an array; write a single value'],
    ],
    'a list of zones where there is one': [
      zone.replace('example.test', '[example.test]'),
      ['error: hosted-zone: is an array; write a single value'],
    ],
    'a setting without a value': [
      `${zone}priv-key-path:\n`,
      ['warning: priv-key-path: has no value and counts as not set; write one, or remove it'],
    ],
    'the name of another file of settings': [
      `${zone}environment-file: /etc/default/healthy-dns\n`,
      ['warning: environment-file: has no effect in a configuration file; remove it'],
    ],
    'a mapping for a number': [`${zone}port: {a: 1}\n`, ['error: port: is an object; write a single value']],
    'a home directory': [
      `${zone}priv-key-path: ~/key.pem\n`,
      ['error: priv-key-path: "~/key.pem" begins with "~", which only shells replace; write the whole path'],
    ],
    'a list': [
      '- a\n',
      [`error: config: "${file}" is an array; write settings such as "hosted-zone: example.com"`],
    ],
    'half of a file, and nothing that follows from that': [
      zone.slice(0, -4),
      [`error: ${file}: has a "[" that is never closed; add "]"`],
    ],
    'no UTF-8, and nothing that follows from that': [
      Buffer.from('hosted-zone: bücher.example\n', 'latin1'),
      [`error: config: "${file}" is not UTF-8; save it as UTF-8`],
    ],
  };
  for (const [what, [text, findings]] of Object.entries(wrong)) {
    it(`is told of ${what}`, () => expect(findingsOf(text)).to.deep.equal(findings));
  }

  it('points at the line and column of a setting', () => {
    const config = read(`${zone}port: 70000\nzone-resolution: {}\n`);
    const places = config.ok
      ? []
      : config.problem.map(({ path, place }) => `${path} ${place?.source}:${place?.line}:${place?.column}`);
    expect(places).to.have.members([`port ${file}:4:7`, `zone-resolution ${file}:5:1`]);
  });

  for (const text of ['', '\n', '# nothing\n', '---\n', '{}']) {
    it(`may be without a setting: ${JSON.stringify(text)}`, () => {
      writeFileSync(file, text);
      const config = readConfig({ config: file }, {}, { mayLackZone: true });
      expect(config.ok && config.value.warnings).to.deep.equal([]);
    });
  }

  const unreadable: Readonly<Record<string, readonly [(path: string) => void, RegExp]>> = {
    missing: [() => undefined, /there is no such file$/],
    'a directory': [(path) => mkdirSync(path), /it is a directory, not a file$/],
    'a pipe that nobody writes to': [(path) => execFileSync('mkfifo', [path]), /it is a pipe, not a file$/],
    'of a gigabyte': [
      (path) => {
        writeFileSync(path, '');
        truncateSync(path, 2 ** 30);
      },
      /it is larger than the limit of 33554432 octets$/,
    ],
    ...(process.getuid?.() === 0
      ? {}
      : {
          'not for this user': [
            (path: string) => {
              writeFileSync(path, zone);
              chmodSync(path, 0);
            },
            /this user may not read it$/,
          ] as const,
        }),
  };
  for (const [what, [make, message]] of Object.entries(unreadable)) {
    it(`is the only finding when it is ${what}`, () => {
      const path = join(folder, what.replaceAll(' ', '-'));
      make(path);
      const config = readConfig({ config: path }, {});
      const problem = config.ok ? [] : config.problem.map(printFinding);
      expect(problem).to.have.length(1);
      expect(problem[0]).to.match(/^error: config: ".*" cannot be read: /);
      expect(problem[0]).to.match(message);
    });
  }

  it('is the usual one while neither a zone nor a file is named, and if it exists', () => {
    writeFileSync(file, zone);
    expect(withUsualConfigFile({}, { A: 'b' }, file)).to.deep.equal({ A: 'b', HEALTHY_DNS_CONFIG: file });
    expect(withUsualConfigFile({}, {}, `${file}.none`)).to.deep.equal({});
    expect(withUsualConfigFile({ config: 'own' }, {}, file)).to.deep.equal({});
    expect(withUsualConfigFile({ 'hosted-zone': 'a.test' }, {}, file)).to.deep.equal({});
    expect(withUsualConfigFile({}, { DNS_HOSTED_ZONE: 'a.test' }, file)).to.deep.equal({
      DNS_HOSTED_ZONE: 'a.test',
    });
  });
});
