// debian/healthy-dns.yaml, which becomes /etc/healthy-dns/healthy-dns.yaml: every setting in it works when uncommented.

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect } from 'chai';
import { printFinding } from '../../src/config/findings/finding.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { flags, requiredFlags } from '../../src/config/sources/flags.ts';
import { printName } from '../../src/wire/name.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const root = resolve(import.meta.dirname, '../../..');
const text = readFileSync(join(root, 'debian/healthy-dns.yaml'), 'utf8');
const lines = text.split('\n');
const isSetting = (line: string) => /^#[\w-]+:/.test(line);
const keyOf = (line: string) => line.slice(1, line.indexOf(':'));
const settings = lines.filter(isSetting);
const required = requiredFlags.map(({ name }) => name);
const isRequired = (line: string) => required.some((name) => name === keyOf(line));

describe('/etc/healthy-dns/healthy-dns.yaml', () => {
  const file = join(makeTemporaryDirectory(), 'healthy-dns.yaml');

  /** With the comment sign taken off these lines, and nothing else changed. */
  function findingsWith(uncommented: readonly string[]): string[] {
    const edited = lines.map((line) => (uncommented.includes(line) ? line.slice(1) : line));
    writeFileSync(file, edited.join('\n'));
    const config = readConfig({ config: file }, {});
    return (config.ok ? config.value.warnings : config.problem).map(printFinding);
  }

  it('sets nothing as shipped', () => {
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).to.deep.equal([]);
    writeFileSync(file, text);
    const config = readConfig({ config: file }, {}, { mayLackZone: true });
    expect(config).to.deep.include({ ok: true });
    expect(config.ok && [...config.value.values.keys()]).to.deep.equal(['config']);
  });

  it('shows everything that a zone needs, once, and no setting that there is not', () => {
    expect(settings.filter(isRequired).map(keyOf)).to.have.members(required);
    expect(flags.map(({ name }): string => name)).to.include.members(settings.map(keyOf));
  });

  it('works with all settings uncommented', () => expect(findingsWith(settings)).to.deep.equal([]));

  for (const line of settings) {
    it(`works with ${keyOf(line)} alone uncommented, but for what a zone needs`, () => {
      const others = settings.filter((other) => isRequired(other) && other !== line);
      expect(findingsWith([line, ...others])).to.deep.equal([]);
      const missed = required.filter((name) => name !== keyOf(line));
      const alone = findingsWith([line]);
      expect(alone.map((finding) => finding.split(': is required')[0])).to.have.members(
        missed.map((name) => `error: ${name}`),
      );
    });
  }

  it('shows zones that work, beside all settings that are for any zone', () => {
    const example = lines.filter((line) => /^# {3}[ z]/.test(line)).map((line) => line.slice(4));
    for (const zone of ['example.com', 'example.net']) {
      writeFileSync(
        join(dirname(file), `${zone}.zone`),
        '@ 300 SOA ns1 mail 1 2 2 2 2\n@ 300 NS ns.example.\n',
      );
    }
    const single = [...required, 'alias-zones'];
    const others = settings.filter((line) => !single.includes(keyOf(line))).map((line) => line.slice(1));
    writeFileSync(file, [...example, ...others].join('\n'));
    const config = readConfig({ config: file }, {});
    expect(config.ok && config.value.zones.map(({ content }) => printName(content.hostedZone))).to.deep.equal(
      ['example.com.', 'example.net.'],
    );
  });

  it('names the schema with which editors check it, where the package installs that', () => {
    expect(lines[0]).to.equal(
      '# yaml-language-server: $schema=/usr/share/healthy-dns/healthy-dns.schema.json',
    );
    expect(readFileSync(join(root, 'debian/rules'), 'utf8')).to.match(/healthy-dns\.schema\.json/);
  });

  it('gives a unit with every duration', () => {
    const durations = flags.filter(({ placeholder }) => placeholder === 'duration').map(({ name }) => name);
    const shown = settings.filter((line) => durations.some((name) => name === keyOf(line)));
    expect(shown.filter((line) => !/: \d+(?:ms|[smhd])$/.test(line))).to.deep.equal([]);
  });

  it('has lines that fit a terminal', () => {
    expect(lines.filter((line) => line.length > 125)).to.deep.equal([]);
  });

  it('is what the service is told to read, and the package installs', () => {
    const unit = readFileSync(join(root, 'systemd/healthy-dns.service'), 'utf8');
    expect(unit).to.include('\nEnvironment=HEALTHY_DNS_CONFIG=/etc/healthy-dns/healthy-dns.yaml\n');
    expect(readFileSync(join(root, 'debian/rules'), 'utf8')).to.include(
      '/etc/healthy-dns debian/healthy-dns.yaml',
    );
  });
});
