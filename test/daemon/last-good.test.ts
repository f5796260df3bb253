// The file of the last good configuration: what is kept, what is believed, and where it is.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { printFinding } from '../../src/config/findings/finding.ts';
import { readConfig, readConfigAgain } from '../../src/config/read-config.ts';
import { type LastGood, LastGoodKeeper, lastGoodPath } from '../../src/daemon/last-good.ts';
import { configOf, goodFlags } from '../support/daemon/read-findings.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

describe('LastGoodKeeper', () => {
  let directory: string;
  let path: string;

  beforeEach(() => {
    directory = makeTemporaryDirectory();
    path = join(directory, 'last-good.json');
  });

  function open() {
    const { logger, entries } = createRecordingLogger();
    const keeper = new LastGoodKeeper(path, { clock: new FakeClock(), logger });
    return { keeper, entries };
  }

  function recalled(): LastGood {
    const lastGood = open().keeper.recall();
    if (lastGood === undefined) throw new Error('nothing was kept');
    return lastGood;
  }

  it('keeps what yields the same configuration again, including the contents of files', async () => {
    const names = join(directory, 'names.json');
    const contents = '{"www": ["192.0.2.7"]}';
    writeFileSync(names, contents);
    const flags = { ttl: '77', listen: ['192.0.2.53', '::1'], nsec3: '' };
    const environment = { DNS_ALIAS_ZONES: '["alias.test"]' };
    await open().keeper.keep(configOf({ ...flags, 'zone-resolutions': `@${names}` }, environment));
    writeFileSync(names, 'damaged');
    const expected = readConfig({ ...goodFlags, ...flags, 'zone-resolutions': contents }, environment);
    const again = readConfigAgain(recalled(), { path: '/run/healthy-dns', isDefault: true });
    const withoutValues = (config: typeof again) =>
      config.ok ? { ...config.value, values: undefined } : config;
    expect(withoutValues(again)).to.deep.equal(withoutValues(expected));
  });

  it('treats contents that begin with @ as contents and opens no other file', () => {
    writeFileSync(
      path,
      JSON.stringify({ format: 1, keptAtSeconds: 1, values: { 'zone-resolutions': ['@/etc/hostname'] } }),
    );
    const again = readConfigAgain(recalled(), { path: directory, isDefault: false });
    expect(again.ok ? [] : again.problem.map(({ message }) => message).join()).to.include(
      'stands in a file itself',
    );
  });

  it('keeps what paths are relative to', async () => {
    const file = join(directory, 'healthy-dns.json');
    const zone = { ns: ['ns.elsewhere.test'], 'priv-key-path': 'keys/zone.pem', records: 'zone' };
    writeFileSync(file, JSON.stringify({ zones: { 'example.test': zone } }));
    writeFileSync(join(directory, 'zone'), 'mail 1 A 192.0.2.25\n');
    const config = readConfig({ config: file }, {});
    if (!config.ok) throw new Error(config.problem.map(printFinding).join('\n'));
    await open().keeper.keep(config.value);
    const again = readConfigAgain(recalled(), { path: directory, isDefault: false });
    if (!again.ok) throw new Error(again.problem.map(printFinding).join('\n'));
    const [read] = again.value.zones;
    expect(read?.signing).to.deep.equal(config.value.zones[0]?.signing);
    expect(JSON.stringify(read?.signing)).to.include(join(directory, 'keys/zone.pem'));
    expect(read?.content.records.size).to.equal(1);
  });

  it('records when it was kept', async () => {
    await open().keeper.keep(configOf());
    expect(open().keeper.recall()?.keptAtSeconds).to.equal(new FakeClock().wallSeconds());
  });

  it('keeps nothing that only concerns the run', async () => {
    const run = { 'runtime-directory': '/run/x', 'environment-file': '/etc/default/x', 'strict-start': '' };
    await open().keeper.keep(configOf(run));
    expect(Object.keys(JSON.parse(readFileSync(path, 'utf8')).values)).to.have.members(
      Object.keys(goodFlags),
    );
  });

  it('leaves no other file behind', async () => {
    const { keeper } = open();
    await keeper.keep(configOf());
    await keeper.keep(configOf({ ttl: '5' }));
    expect(readdirSync(directory)).to.deep.equal(['last-good.json']);
  });

  it('forgets when no zone is served any more', async () => {
    const { keeper } = open();
    await keeper.keep(configOf());
    const empty = readConfig({}, {}, { mayLackZone: true });
    if (empty.ok) await keeper.keep(empty.value);
    expect(existsSync(path)).to.equal(false);
    expect(keeper.recall()).to.equal(undefined);
  });

  it('warns about what it cannot remove, and goes on', async () => {
    mkdirSync(path);
    const { keeper, entries } = open();
    const empty = readConfig({}, {}, { mayLackZone: true });
    expect(empty.ok).to.equal(true);
    if (empty.ok) await keeper.keep(empty.value);
    expect(entries.map(({ fields }) => fields.event)).to.deep.equal(['last-good-unwritable']);
  });

  for (const [how, text] of [
    ['empty', ''],
    ['cut off', '{"format":1,"keptAtSec'],
    ['of another format', '{"format":2,"keptAtSeconds":1,"values":{}}'],
    ['of no time', '{"format":1,"values":{}}'],
    ['an array', '[]'],
    ['about a flag that there is not', '{"format":1,"keptAtSeconds":1,"values":{"ns":["[]"],"x":["y"]}}'],
    ['of numbers', '{"format":1,"keptAtSeconds":1,"values":{"hosted-zone":[5]}}'],
    ['of digests that are paths', `{"format":1,"keptAtSeconds":1,"values":{},"files":{"/a":"../b"}}`],
    ['of files without names', '{"format":1,"keptAtSeconds":1,"values":{},"files":5}'],
    ['of flags without a value', '{"format":1,"keptAtSeconds":1,"values":{"hosted-zone":[]}}'],
  ] as const) {
    it(`does not believe a file that is ${how}, and overwrites it with the next one`, async () => {
      writeFileSync(path, text);
      const { keeper, entries } = open();
      expect(keeper.recall()).to.equal(undefined);
      expect(entries.map(({ level, fields }) => `${level} ${fields.event}`)).to.deep.equal([
        'warning last-good-unreadable',
      ]);
      await keeper.keep(configOf());
      expect(keeper.recall()?.values.get('hosted-zone')?.texts).to.deep.equal(['example.test']);
    });
  }

  it('warns once while it cannot write', async () => {
    path = join(directory, 'none', 'last-good.json');
    const { keeper, entries } = open();
    await keeper.keep(configOf());
    await keeper.keep(configOf());
    expect(entries.map(({ fields }) => `${fields.event} ${fields['reason']}`)).to.deep.equal([
      'last-good-unwritable ENOENT',
    ]);
  });
});

describe('lastGoodPath', () => {
  it('is in the first state directory, else in the runtime directory, else nowhere', () => {
    expect(lastGoodPath({ STATE_DIRECTORY: '/var/lib/a:/var/lib/b' }, '/run/x')).to.equal(
      '/var/lib/a/last-good.json',
    );
    expect(lastGoodPath({ STATE_DIRECTORY: '/var/lib/a' }, undefined)).to.equal('/var/lib/a/last-good.json');
    expect(lastGoodPath({ STATE_DIRECTORY: '' }, '/run/x')).to.equal('/run/x/last-good.json');
    expect(lastGoodPath({}, undefined)).to.equal(undefined);
  });
});
