// When zones are written to disk, and what a stop or a full disk makes of it.

import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readKeptZones } from '../../../src/transfer/kept/kept-zones.ts';
import { ZonesKeeper } from '../../../src/transfer/kept/zones-keeper.ts';
import type { Zone } from '../../../src/zone/zone.ts';
import { makeZone, nameOf } from '../../support/dns/make-zone.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { createRecordingLogger } from '../../support/recording-logger.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { TransferWorld } from '../../support/transfers/transfer-world.ts';
import { until } from '../../support/until.ts';

const apex = nameOf('example.test');

describe('the keeper of zones', () => {
  let directory: string;
  let path: string;
  let clock: FakeClock;
  let world: TransferWorld;
  let keeper: ZonesKeeper;
  let events: () => readonly string[];

  beforeEach(() => {
    directory = makeTemporaryDirectory();
    path = join(directory, 'zones');
    clock = new FakeClock();
    world = new TransferWorld();
    keeper = makeKeeper();
  });

  function makeKeeper(): ZonesKeeper {
    const { logger, entries } = createRecordingLogger();
    events = () => entries.map(({ fields }) => fields.event);
    return new ZonesKeeper(path, { clock, logger });
  }

  const serialKept = () => {
    const read = readKeptZones(path);
    return read.ok ? read.value.get(apex)?.zone.serial : undefined;
  };

  function serve(serial: number): Zone {
    const before = world.histories.find(apex)?.zone;
    const after = makeZone({ www: [`192.0.2.${serial}`] }, { serial });
    if (before === undefined) world.serve([after]);
    else world.histories.record([{ before, after }]);
    return after;
  }

  it('saves some time after a change, and not again without one', async () => {
    serve(1);
    keeper.start(world.histories);
    expect(existsSync(path)).to.equal(false);
    clock.advance(10_000);
    await until('it is saved', () => serialKept() === 1);
    expect(clock.timerCount).to.equal(0);
    serve(2);
    keeper.touch();
    keeper.touch();
    expect(clock.timerCount).to.equal(1);
    clock.advance(10_000);
    await until('it is saved', () => serialKept() === 2);
  });

  it('saves at a stop, whatever is being written', async () => {
    serve(1);
    keeper.start(world.histories);
    clock.advance(10_000);
    serve(2);
    keeper.touch();
    keeper.stop();
    expect(serialKept()).to.equal(2);
    await until('nothing is being written', () => readdirSync(directory).length === 1);
    expect(serialKept()).to.equal(2);
  });

  it('holds up no stop: what was saved last stays when the rest takes too long', async () => {
    serve(1);
    keeper.start(world.histories);
    clock.advance(10_000);
    await until('it is saved', () => serialKept() === 1);
    await until('it is done', () => readdirSync(directory).length === 1);
    serve(2);
    keeper.touch();
    let nowMs = clock.monotonicMs();
    clock.monotonicMs = () => (nowMs += 600);
    keeper.stop();
    expect(serialKept()).to.equal(1);
    expect(readdirSync(directory)).to.deep.equal(['zones']);
    expect(events()).to.deep.equal(['zones-unwritable']);
  });

  it('does nothing at a stop when nothing changed', async () => {
    serve(1);
    keeper.start(world.histories);
    clock.advance(10_000);
    await until('it is saved', () => serialKept() === 1);
    await until('it is done', () => readdirSync(directory).length === 1);
    const { ino } = statSync(path);
    keeper.stop();
    expect(statSync(path).ino).to.equal(ino);
  });

  it('removes what nobody follows any more', async () => {
    serve(1);
    keeper.start(world.histories);
    clock.advance(10_000);
    await until('it is saved', () => serialKept() === 1);
    world.histories.follow(() => false);
    keeper.touch();
    clock.advance(10_000);
    await until('it is gone', () => !existsSync(path));
  });

  it('recalls what was kept, and warns of what cannot be read', () => {
    serve(1);
    keeper.start(world.histories);
    keeper.stop();
    expect([...makeKeeper().recall().keys()]).to.deep.equal([apex]);
    writeFileSync(path, 'nonsense');
    expect(makeKeeper().recall().size).to.equal(0);
    expect(events()).to.deep.equal(['zones-unreadable']);
  });

  it('warns once when it cannot write, and goes on', async () => {
    mkdirSync(path);
    serve(1);
    keeper.start(world.histories);
    for (const serial of [2, 3]) {
      clock.advance(10_000);
      await until('it failed', () => events().length === 1);
      serve(serial);
      keeper.touch();
    }
    keeper.stop();
    expect(events()).to.deep.equal(['zones-unwritable']);
  });

  it('keeps nothing without a directory for it', () => {
    const { logger } = createRecordingLogger();
    const idle = new ZonesKeeper(undefined, { clock, logger });
    expect(idle.recall().size).to.equal(0);
    serve(1);
    idle.start(world.histories);
    idle.touch();
    idle.stop();
    expect(clock.timerCount).to.equal(0);
  });
});
