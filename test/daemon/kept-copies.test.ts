// The master files of the last good configuration: copies that are whole or of no use, none too many, and none half.

import { randomBytes } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { printFinding } from '../../src/config/findings/finding.ts';
import { readConfig, readConfigAgain } from '../../src/config/read-config.ts';
import { LastGoodKeeper } from '../../src/daemon/last-good.ts';
import { printOwner } from '../../src/wire/name.ts';
import { FileDigests } from '../../src/zone/master-file/file-digests.ts';
import { configOf } from '../support/daemon/read-findings.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

describe('LastGoodKeeper with master files', () => {
  let directory: string;
  let state: string;
  let zone: string;
  let included: string;

  beforeEach(() => {
    directory = makeTemporaryDirectory();
    state = makeTemporaryDirectory();
    zone = join(directory, 'zone');
    included = join(directory, 'included');
    writeFileSync(zone, '$INCLUDE included\nmail 1 A 192.0.2.25\n');
    writeFileSync(included, 'ftp 1 A 192.0.2.21\n');
  });

  function open() {
    const { logger, entries } = createRecordingLogger();
    const keeper = new LastGoodKeeper(join(state, 'last-good.json'), { clock: new FakeClock(), logger });
    return { keeper, reasons: () => entries.map(({ fields }) => `${fields.event} ${fields['reason']}`) };
  }
  const read = () => configOf({ records: zone });
  /** The owners of records, or the findings. */
  function again(): readonly string[] {
    const lastGood = open().keeper.recall();
    if (lastGood === undefined) return ['nothing was kept'];
    const config = readConfigAgain(lastGood, { path: directory, isDefault: false });
    if (!config.ok) return config.problem.map(printFinding);
    return config.value.zones.flatMap(({ content }) => [...content.records.keys()].map(printOwner));
  }
  const copies = () => readdirSync(join(state, 'last-good-files'));
  const pathOf = (name: string | undefined) => join(state, 'last-good-files', name ?? 'none');
  const breakFiles = () => writeFileSync(zone, '$INCLUDE gone\n(\n');

  it('reads them as they were, with what they included', async () => {
    await open().keeper.keep(read());
    breakFiles();
    rmSync(included);
    expect(again()).to.have.members(['mail', 'ftp']);
  });

  it('keeps private copies and writes none of them twice', async () => {
    const { keeper } = open();
    await keeper.keep(read());
    const before = copies().map((name) => statSync(pathOf(name)).ino);
    expect(copies().map((name) => statSync(pathOf(name)).mode & 0o777)).to.deep.equal([0o600, 0o600]);
    expect(statSync(join(state, 'last-good-files')).mode & 0o777).to.equal(0o700);
    await keeper.keep(read());
    expect(copies().map((name) => statSync(pathOf(name)).ino)).to.deep.equal(before);
  });

  it('removes those that nothing needs any more', async () => {
    const { keeper } = open();
    await keeper.keep(read());
    writeFileSync(included, 'ftp 1 A 192.0.2.22\n');
    await keeper.keep(read());
    expect(copies()).to.have.length(2);
    writeFileSync(join(state, 'last-good-files', 'a-note'), 'of somebody else');
    await keeper.keep(configOf());
    expect(copies()).to.deep.equal(['a-note']);
  });

  it('removes them when no zone is served any more', async () => {
    const { keeper } = open();
    await keeper.keep(read());
    const empty = readConfig({}, {}, { mayLackZone: true });
    if (empty.ok) await keeper.keep(empty.value);
    expect(copies()).to.deep.equal([]);
  });

  const spoil: Readonly<Record<string, (copy: string) => void>> = {
    'is gone': (copy) => rmSync(copy),
    'is cut off': (copy) => truncateSync(copy, 3),
    'has other octets': (copy) => writeFileSync(copy, 'x 1 A 192.0.2.66\n'),
    'is a link': (copy) => {
      renameSync(copy, `${copy}-elsewhere`);
      symlinkSync(`${copy}-elsewhere`, copy);
    },
  };
  for (const [how, act] of Object.entries(spoil)) {
    it(`refuses all of it when a copy ${how}, and writes that copy again`, async () => {
      await open().keeper.keep(read());
      for (const name of copies()) act(pathOf(name));
      expect(again().join()).to.match(/^error: records: "\S*zone" has (no readable|a damaged) copy/);
      await open().keeper.keep(read());
      expect(again()).to.have.members(['mail', 'ftp']);
    });
  }

  it('refuses one that names a file of which no copy was made', async () => {
    await open().keeper.keep(read());
    const kept = join(state, 'last-good.json');
    writeFileSync(kept, JSON.stringify({ ...JSON.parse(readFileSync(kept, 'utf8')), files: {} }));
    expect(again()).to.deep.equal([
      `error: records: "${zone}" was not saved with the last good configuration`,
    ]);
  });

  it('keeps the one before if a file changed since it was read, and no half of the new one', async () => {
    const { keeper, reasons } = open();
    await keeper.keep(read());
    const before = copies();
    writeFileSync(zone, '$INCLUDE included\nnews 1 A 192.0.2.26\n');
    writeFileSync(included, 'ftp 1 A 192.0.2.22\n');
    const config = read();
    writeFileSync(included, 'broken');
    await keeper.keep(config);
    expect(reasons()).to.deep.equal([`last-good-unwritable ${included} has changed since it was read`]);
    expect(copies()).to.deep.equal(before);
    expect(again()).to.have.members(['mail', 'ftp']);
  });

  it('leaves no copies of a configuration that cannot be written itself', async () => {
    mkdirSync(join(state, 'last-good.json'));
    const { keeper, reasons } = open();
    await keeper.keep(read());
    expect(reasons()).to.deep.equal(['last-good-unwritable EISDIR']);
    expect(copies()).to.deep.equal([]);
  });

  it('makes one copy of files that are the same', async () => {
    writeFileSync(zone, '$INCLUDE included\n$INCLUDE twin\n');
    writeFileSync(join(directory, 'twin'), readFileSync(included));
    await open().keeper.keep(read());
    expect(copies()).to.have.length(2);
    expect(again()).to.deep.equal(['ftp']);
  });

  it('keeps no file that was two things at one reading', async () => {
    const twice = new FileDigests({
      realPathOf: (path) => ({ ok: true, value: path }),
      read: () => ({ ok: true, value: randomBytes(8) }),
    });
    for (const _ of [1, 2]) twice.read({ path: zone, realPath: zone }, 100);
    const { keeper, reasons } = open();
    await keeper.keep({ ...read(), masterFiles: twice.byPath });
    expect(reasons()).to.deep.equal([`last-good-unwritable ${zone} has changed since it was read`]);
  });

  it('warns where there is no room for copies, and keeps nothing', async () => {
    writeFileSync(join(state, 'last-good-files'), 'a file');
    const { keeper, reasons } = open();
    await keeper.keep(read());
    expect(reasons()).to.deep.equal(['last-good-unwritable ENOTDIR']);
    expect(again()).to.deep.equal(['nothing was kept']);
  });

  it('removes old drafts that a crash left', async () => {
    const { keeper } = open();
    await keeper.keep(read());
    for (const [name, age] of [
      ['old', 3600],
      ['new', 0],
    ] as const) {
      const draft = pathOf(`${copies()[0]}.draft-${name}`);
      writeFileSync(draft, '');
      const at = Date.now() / 1000 - age;
      utimesSync(draft, at, at);
    }
    await keeper.keep(read());
    expect(copies().filter((name) => name.includes('draft'))).to.have.length(1);
  });
});
