// What a restart, a crash and a lost file mean to those who follow a zone.

import { copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  type ReloadableDaemon,
  startReloadableDaemon,
  stopDaemons,
} from '../support/daemon/start-reloadable-daemon.ts';
import { TcpClient } from '../support/dns/dns-client.ts';
import { keyFile, signingFlags } from '../support/dns/key-file.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { makeTransferQuery } from '../support/transfers/make-transfer-query.ts';
import { applyTransfer, type PlainRecord, readTransfer } from '../support/transfers/read-transfer.ts';

const apex = nameOf('example.test');
const open = { transfer: '{"allow": ["127.0.0.1"]}' };
const key = keyFile();

/** A zone of so few names leaves in one message. */
async function fetch({ port }: ReloadableDaemon, held?: number): Promise<readonly PlainRecord[]> {
  const client = new TcpClient(port);
  client.send(makeTransferQuery({ apex, held }));
  const message = await client.receive();
  client.close();
  if (message === undefined) throw new Error('there is a reply');
  return readTransfer([message]).records;
}

const signaturesIn = (records: Iterable<PlainRecord>) =>
  [...records].filter((record) => record.split(' ')[1] === '46');

describe('who follows a zone', () => {
  let zonesPath: string;
  let memoryPath: string;

  beforeEach(() => {
    const directory = makeTemporaryDirectory();
    zonesPath = join(directory, 'zones');
    memoryPath = join(directory, 'verdicts.json');
  });

  afterEach(stopDaemons);

  const settingsOf = (last: number, flags: Readonly<Record<string, string>> = open) => ({
    names: { www: [`192.0.2.${last}`], mail: ['192.0.2.200'], ftp: ['192.0.2.201'] },
    aliases: ['alias.test'],
    flags: { ...signingFlags(key), ...flags },
  });

  const start = (last: number, flags?: Readonly<Record<string, string>>) =>
    startReloadableDaemon(settingsOf(last, flags), { zonesPath, memoryPath });

  interface Version {
    readonly serial: number;
    readonly records: ReadonlySet<PlainRecord>;
  }

  async function versionOf(daemon: ReloadableDaemon): Promise<Version> {
    return { serial: daemon.serial ?? 0, records: new Set(await fetch(daemon)) };
  }

  async function follow(daemon: ReloadableDaemon, { serial, records }: Version): Promise<string> {
    const applied = applyTransfer(records, await fetch(daemon, serial));
    if (applied.kind === 'current') throw new Error('there is something new');
    const now = await versionOf(daemon);
    expect([...applied.records].sort()).to.deep.equal([...now.records].sort());
    return applied.kind;
  }

  it('goes on by a difference after a restart, from versions before the last one too', async () => {
    const before = await start(1);
    const first = await versionOf(before);
    await before.reload(settingsOf(2));
    const second = await versionOf(before);
    await stopDaemons();
    const after = await start(3);
    expect(await follow(after, first)).to.equal('difference');
    expect(await follow(after, second)).to.equal('difference');
    const { records } = await versionOf(after);
    const kept = signaturesIn(records).filter((record) => second.records.has(record));
    // All but those of the SOA and www.
    expect(kept).to.have.lengthOf(signaturesIn(records).length - 2);
    expect(existsSync(zonesPath)).to.equal(true);
  });

  it('goes on by a difference when nothing changed', async () => {
    const version = await versionOf(await start(1));
    await stopDaemons();
    const after = await start(1);
    expect(await follow(after, version)).to.equal('difference');
  });

  it('gets the whole zone, under a newer serial, for a version that a crash took along', async () => {
    const first = await versionOf(await start(1));
    await stopDaemons();
    const crashing = await start(1);
    // Serials are on the disk before the first answer.
    for (const path of [zonesPath, memoryPath]) copyFileSync(path, `${path}.before`);
    const lost: Version[] = [];
    for (const last of [2, 3, 4]) {
      await crashing.reload(settingsOf(last));
      lost.push(await versionOf(crashing));
    }
    await stopDaemons();
    for (const path of [zonesPath, memoryPath]) copyFileSync(`${path}.before`, path);
    const after = await start(5);
    for (const version of lost) {
      expect(after.serial).to.be.greaterThan(version.serial);
      expect(await follow(after, version)).to.equal('whole');
    }
    expect(await follow(after, first)).to.equal('difference');
  });

  for (const [what, act] of [
    ['lost', () => rmSync(zonesPath)],
    ['empty', () => writeFileSync(zonesPath, '')],
    ['nonsense', () => writeFileSync(zonesPath, 'nonsense'.repeat(1000))],
  ] as const) {
    it(`gets the whole zone when the file is ${what}`, async () => {
      const version = await versionOf(await start(1));
      await stopDaemons();
      act();
      const after = await start(2);
      expect(after.serial).to.be.greaterThan(version.serial);
      expect(await follow(after, version)).to.equal('whole');
      expect(after.events('zones-unreadable')).to.have.lengthOf(what === 'lost' ? 0 : 1);
    });
  }

  it('may be nobody, and nothing is kept then', async () => {
    const daemon = await start(1);
    await stopDaemons();
    expect(existsSync(zonesPath)).to.equal(true);
    const alone = await start(1, {});
    expect((await alone.reload(settingsOf(2, {}))).ok).to.equal(true);
    await stopDaemons();
    expect(existsSync(zonesPath)).to.equal(false);
    expect(daemon.events('zones-unwritable')).to.deep.equal([]);
  });

  it('sees the serial of an alias grow when it becomes a zone of its own', async () => {
    const daemon = await start(1);
    for (const last of [2, 3, 4]) await daemon.reload(settingsOf(last));
    const { serial = 0 } = daemon;
    const zones = JSON.stringify({
      'alias.test': { names: { www: ['192.0.2.9'] }, ns: ['ns1.elsewhere.test'] },
    });
    const own = { ...settingsOf(4), aliases: [], flags: { ...settingsOf(4).flags, zones } };
    expect(await daemon.reload(own)).to.deep.include({ ok: true });
    const alias = daemon.daemon.zones.find((zone) => zone.apex === nameOf('alias.test'));
    expect(alias?.serial).to.be.greaterThan(serial);
  });
});
