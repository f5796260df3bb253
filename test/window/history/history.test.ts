// History from states to answers, on real files and with a clock of its own.

import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { down, firstSeconds, HistoryWorld, target, up } from './history-world.ts';

const day = 86_400;
const web = target('tcp 192.0.2.1:80');

describe('history', () => {
  let world: HistoryWorld;

  function observe(state = up, subject = web): void {
    world.history.recorder.setState(subject, state);
    world.history.recorder.settle();
  }

  beforeEach(async () => {
    world = new HistoryWorld();
    await world.history.flush();
    observe();
  });

  afterEach(() => world.history.stop());

  it('tells of each minute what share of it was up', async () => {
    await world.pass(1);
    world.passSeconds(15);
    observe(down);
    world.passSeconds(45);
    await world.history.flush();
    await world.pass(1);
    world.passSeconds(59);
    observe();
    world.passSeconds(1);
    await world.history.flush();
    expect(await world.lastMinutes(web, 4)).to.deep.equal(
      [1, 0.25, 0, 1 / 60].map((share) => Math.floor(share * 1e5) / 1e5),
    );
  });

  it('counts an instant down as a second', async () => {
    observe(down);
    world.clock.advance(20);
    observe();
    await world.pass(1);
    expect(await world.lastMinutes(web, 1)).to.deep.equal([0.98333]);
  });

  it('knows nothing of what nobody watched', async () => {
    await world.pass(1);
    await world.history.stop();
    world.clock.wall += 3 * 60;
    await world.begin();
    observe();
    await world.pass(2);
    expect(await world.lastMinutes(web, 6)).to.deep.equal([1, null, null, null, 1, 1]);
    expect(await world.lastMinutes(target('tcp 192.0.2.99:80'), 1)).to.deep.equal([null]);
  });

  it('tells latencies and failures of probes', async () => {
    world.onMinute = (minute) =>
      world.history.recorder.addProbes(web, {
        successes: 2,
        failures: minute % 2,
        sumMs: 20,
        longestMs: 15,
      });
    await world.pass(2);
    const now = world.clock.wall;
    const { series } = await world.history.past.series(web, {
      fromSeconds: now - 120,
      toSeconds: now - 1,
      pointsMax: 10,
    });
    expect(series.failing).to.deep.equal([0, 1]);
    expect(series.meanMs[0]).to.be.closeTo(10, 0.4);
    expect(series.maxMs[0]).to.be.closeTo(15, 0.5);
  });

  it('goes on after SIGKILL, and loses no more than the minute that ran', async () => {
    await world.pass(5);
    observe(down);
    await world.pass(2);
    world.passSeconds(50);
    await world.begin();
    observe(down);
    world.passSeconds(10);
    await world.history.flush();
    await world.pass(1);
    expect(await world.lastMinutes(web, 9)).to.deep.equal([1, 1, 1, 1, 1, 0, 0, null, 0]);
    expect(world.changes(web).map(({ state }) => state)).to.deep.equal(['down', 'up']);
  });

  it('writes the minute that runs when it stops, and the next run does not overwrite it with less', async () => {
    observe(down);
    world.passSeconds(40);
    await world.history.stop();
    await world.begin();
    observe(down);
    world.passSeconds(20);
    await world.history.flush();
    expect(await world.lastMinutes(web, 1)).to.deep.equal([0]);
  });

  it('makes an hour of the minutes of a run that was killed, however late', async () => {
    await world.pass(40);
    observe(down);
    await world.pass(15);
    world.clock.wall += 60 * day;
    await world.begin();
    expect(await world.upOver(web, 61 * day)).to.be.closeTo(40 / 55, 0.005);
    expect(world.history.past.bars(web).up90d).to.be.closeTo(40 / 55, 0.005);
  });

  it('keeps hours for 90 days, and then no longer', async () => {
    observe(down);
    await world.pass(60);
    await world.pass(1);
    world.clock.wall = firstSeconds + 89 * day;
    await world.begin();
    observe();
    await world.pass(61);
    expect(await world.upOver(web, 90 * day)).to.be.closeTo(1 / 2, 0.02);
    world.clock.wall = firstSeconds + 91 * day;
    expect(await world.upOver(web, 90 * day)).to.equal(1);
  });

  it('shows the outcome of each minute of 60 days ago', async () => {
    world.onMinute = (minute) =>
      world.history.recorder.addProbes(web, {
        successes: 1,
        failures: minute % 3 === 0 ? 1 : 0,
        sumMs: 5,
        longestMs: 5,
      });
    await world.pass(61);
    world.clock.wall = firstSeconds + 60 * day;
    await world.begin();
    const span = { fromSeconds: firstSeconds, toSeconds: firstSeconds + 3599, pointsMax: 60 };
    const { series } = await world.history.past.series(web, span);
    expect(series.failing).to.deep.equal(
      Array.from({ length: 60 }, (_, minute) => (minute % 3 === 0 ? 1 : 0)),
    );
    expect(series.meanMs[17]).to.be.closeTo(5, 0.2);
  });

  it('has a bar of the day and one of 90 days, at once, also after a restart', async () => {
    for (let past = 0; past < 3; past++) {
      world.clock.wall = firstSeconds + past * day;
      await world.begin();
      observe(past === 1 ? down : up);
      await world.pass(61);
    }
    await world.begin();
    const { quarters, days, up24h, up90d } = world.history.past.bars(web);
    expect(days).to.have.lengthOf(90);
    expect(days.slice(-4)).to.deep.equal([null, 1, 0, 1]);
    expect(quarters).to.have.lengthOf(96);
    expect(quarters.slice(-6)).to.deep.equal([null, 1, 1, 1, 1, 1]);
    expect(up24h).to.equal(1);
    expect(up90d).to.be.closeTo(2 / 3, 0.01);
  });

  it('has the same bars before and after a restart', async () => {
    observe(down);
    await world.pass(7);
    observe();
    await world.pass(100);
    const before = world.history.past.bars(web);
    await world.begin();
    expect(world.history.past.bars(web)).to.deep.equal(before);
  });

  it('tells when it changed and why, newest first', async () => {
    world.passSeconds(10);
    observe(down);
    world.passSeconds(10);
    observe(up);
    observe(down, target('other'));
    expect(world.changes(web)).to.deep.equal([
      { subject: web, atSeconds: firstSeconds + 20, state: 'up', reason: 'accepted in 1.0 ms', leftOut: 0 },
      { subject: web, atSeconds: firstSeconds + 10, state: 'down', reason: 'refused', leftOut: 0 },
      { subject: web, atSeconds: firstSeconds, state: 'up', reason: 'accepted in 1.0 ms', leftOut: 0 },
    ]);
    expect(world.changes(undefined)).to.have.lengthOf(4);
  });

  it('does not call a restart a change', async () => {
    await world.pass(1);
    await world.begin();
    observe();
    expect(world.changes(web)).to.have.lengthOf(1);
  });

  it('carries over what changed before its files were open', async () => {
    await world.pass(1);
    await world.history.stop();
    const opening = world.begin();
    observe(down);
    expect(world.changes(web).map(({ state }) => state)).to.deep.equal(['down']);
    await opening;
    expect(world.changes(web).map(({ state }) => state)).to.deep.equal(['down', 'up']);
  });

  it('counts the changes of one that flaps without end, and ends with its last state', async () => {
    for (let change = 0; change < 200; change++) observe(change % 2 === 0 ? down : up);
    observe(down);
    expect(world.changes(web)).to.have.lengthOf(60);
    await world.pass(10);
    const [last] = world.changes(web);
    expect(last?.state).to.equal('down');
    expect(last?.leftOut).to.equal(142);
  });

  it('keeps the past of one that is gone, and says so', async () => {
    await world.pass(1);
    world.history.recorder.remove(web);
    await world.pass(1);
    await world.begin();
    expect(world.history.find(web)?.goneSeconds).to.equal(firstSeconds + 60);
    expect(await world.lastMinutes(web, 2)).to.deep.equal([1, null]);
  });

  it('gives one that takes the slot of another nothing of the other’s past', async () => {
    observe(down);
    await world.pass(70);
    world.history.recorder.remove(web);
    await world.pass(1);
    world.clock.wall += 90 * day;
    const other = target('tcp 192.0.2.2:80');
    await world.pass(1);
    observe(up, other);
    await world.pass(65);
    expect(world.history.find(other)?.slot).to.equal(0);
    expect(world.history.find(web)).to.equal(undefined);
    for (const again of [false, true]) {
      if (again) await world.begin();
      expect(await world.upOver(other, 90 * day)).to.equal(1);
      expect(world.changes(other).map(({ state }) => state)).to.deep.equal(['up']);
    }
  });

  it('keeps queries by what became of them', async () => {
    world.history.addQueries([1000, 900, 50, 10, 20, 20, 5, 1]);
    await world.pass(1);
    world.history.addQueries([1600, 1440, 80, 20, 30, 30, 5, 1]);
    await world.pass(1);
    await world.begin();
    const now = world.clock.wall;
    const { perSecond } = await world.history.past.queries({
      fromSeconds: now - 180,
      toSeconds: now - 1,
      pointsMax: 10,
    });
    expect(perSecond.queries).to.deep.equal([null, 0, 10]);
    expect(perSecond.noError).to.deep.equal([null, 0, 9]);
    expect(perSecond.dropped).to.deep.equal([null, 0, 0]);
  });

  it('lets the daemon that came last have the directory, and the other says so once', async () => {
    const first = world.history;
    await world.pass(1);
    await world.beginBeside();
    observe();
    await world.pass(2);
    await first.flush();
    expect(world.told).to.deep.equal(['history-taken']);
    expect(first.keptIn).to.equal('memory');
    expect(world.history.keptIn).to.equal('files');
    expect(await world.lastMinutes(web, 3)).to.deep.equal([1, 1, 1]);
    await first.stop();
    expect(world.told).to.deep.equal(['history-taken']);
  });

  it('begins anew when nobody can tell any more whose history is whose', async () => {
    await world.pass(1);
    await world.history.stop();
    writeFileSync(
      join(world.path, 'subjects'),
      readFileSync(join(world.path, 'subjects'), 'utf8').slice(0, -9),
    );
    await world.begin();
    observe();
    expect(world.told).to.deep.equal(['history-lost']);
    await world.pass(1);
    expect(await world.lastMinutes(web, 2)).to.deep.equal([null, 1]);
  });

  it('has files that never grow', async () => {
    await world.pass(1);
    const sizes = () =>
      ['targets-0', 'queries', 'changes'].map((name) => statSync(join(world.path, name)).size);
    const before = sizes();
    observe(down);
    await world.pass(70);
    expect(sizes()).to.deep.equal(before);
  });

  it('makes its directory again when somebody removes it', async () => {
    await world.pass(2);
    rmSync(world.path, { recursive: true });
    await world.pass(1);
    expect(world.told).to.deep.equal(['history-unwritable']);
    await world.pass(1);
    expect(world.told).to.deep.equal(['history-unwritable', 'history-writable']);
    expect(await world.lastMinutes(web, 2)).to.deep.equal([1, 1]);
    await world.begin();
    expect(world.changes(web)).to.have.lengthOf(1);
  });
});

describe('history in a directory that cannot be made', () => {
  // Of root, and of everybody else.
  const notThere = /cannot be written \((?:it cannot be made there|this user may not write there)\)/;
  const places: readonly (readonly [string, string, RegExp])[] = [
    ['where the file system has no room for it', '/proc/history', notThere],
    ['below such a place', '/proc/history/deep/down', notThere],
    ['in a file', '/etc/hostname/history', /part of its path is not a directory/],
  ];
  for (const [where, path, why] of places)
    it(`says so and goes on in memory: ${where}`, async () => {
      const world = new HistoryWorld({ path });
      await world.history.flush();
      world.history.recorder.setState(web, up);
      await world.pass(2);
      expect(world.told).to.deep.equal(['history-unwritable']);
      expect(world.messages[0]).to.match(why);
      expect(world.history.past.bars(web).up24h).to.equal(1);
      await world.history.stop();
    });

  it('makes those around it, too', async () => {
    const path = join(makeTemporaryDirectory(), 'not', 'there', 'yet');
    const world = new HistoryWorld({ path });
    await world.history.flush();
    expect([world.told, world.history.keptIn]).to.deep.equal([[], 'files']);
    await world.history.stop();
  });
});

describe('history that is to be kept elsewhere', () => {
  let world: HistoryWorld;

  beforeEach(async () => {
    world = new HistoryWorld();
    await world.history.flush();
    world.history.recorder.setState(web, up);
    world.history.recorder.settle();
    await world.pass(15);
  });

  afterEach(() => world.history.stop());

  it('begins in the other directory with what is there, and takes up the old one where it was left', async () => {
    const { history } = world;
    history.keepIn(join(world.path, '..', 'other'));
    await history.flush();
    expect(history.keptIn).to.equal('files');
    history.recorder.setState(web, down);
    await world.pass(15);
    expect(await world.lastMinutes(web, 30)).to.deep.equal([...nothing(15), ...Array(15).fill(0)]);
    expect(world.changes(web).map(({ state }) => state)).to.deep.equal(['down', 'up']);
    history.keepIn(world.path);
    await history.flush();
    expect(await world.lastMinutes(web, 30)).to.deep.equal([...Array(15).fill(1), ...nothing(15)]);
    expect(world.changes(web).map(({ state }) => state)).to.deep.equal(['down', 'up']);
    expect(world.told).to.deep.equal([]);
  });

  it('goes on in memory, leaves the files as they are, and reads them when it is asked to keep them again', async () => {
    const { history } = world;
    history.keepIn(undefined);
    await world.pass(15);
    expect(history.keptIn).to.equal('memory');
    expect(history.past.bars(web).quarters.slice(-2)).to.deep.equal([1, 1]);
    history.keepIn(world.path);
    await history.flush();
    expect(await world.lastMinutes(web, 30)).to.deep.equal([...Array(15).fill(1), ...nothing(15)]);
  });

  it('writes no more to where it was', async () => {
    const { history } = world;
    history.keepIn(undefined);
    await world.pass(1);
    const before = readFileSync(join(world.path, 'targets-0'));
    await world.pass(2);
    expect(readFileSync(join(world.path, 'targets-0')).equals(before)).to.equal(true);
  });
});

function nothing(minutes: number): null[] {
  return Array.from({ length: minutes }, () => null);
}

describe('history while the clock is set', () => {
  let world: HistoryWorld;

  beforeEach(async () => {
    world = new HistoryWorld();
    await world.history.flush();
    world.history.recorder.setState(web, up);
    await world.pass(10);
  });

  afterEach(() => world.history.stop());

  it('leaves out what it jumped over, and fills nothing', async () => {
    world.clock.wall += 10 * 365 * day;
    await world.pass(2);
    // The minute that ran when it jumped was the one before.
    expect(await world.lastMinutes(web, 3)).to.deep.equal([null, null, 1]);
  });

  it('writes a few minutes again when it goes back a little', async () => {
    world.history.recorder.setState(web, down);
    world.clock.wall -= 3 * 60;
    await world.pass(3);
    expect(await world.lastMinutes(web, 10)).to.deep.equal([1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
  });

  it('waits when it goes far back, and loses nothing when it comes again', async () => {
    const { wall } = world.clock;
    world.clock.wall = 100;
    await world.begin();
    world.history.recorder.setState(web, up);
    await world.pass(5);
    expect(world.told).to.deep.equal(['history-clock']);
    world.clock.wall = wall + 5 * 60;
    await world.pass(3);
    expect(await world.lastMinutes(web, 18)).to.deep.equal([
      ...Array.from({ length: 10 }, () => 1),
      ...[null, null, null, null, null, null, 1, 1],
    ]);
  });

  it('sums up the hour and the day in which it was ahead once they have passed', async () => {
    await world.pass(10);
    world.clock.wall += 300 * day;
    await world.pass(2);
    world.clock.wall -= 300 * day;
    world.history.recorder.setState(web, down);
    await world.pass(30);
    world.history.recorder.setState(web, up);
    await world.pass(2 * 24 * 60);
    const before = world.history.past.bars(web);
    await world.begin();
    expect(before.days.at(-3)).to.be.lessThan(1);
    expect(world.history.past.bars(web)).to.deep.equal(before);
    expect(world.changes(web).map(({ state }) => state)).to.deep.equal(['up', 'down', 'up']);
  });

  it('does not show changes of a future that never was', async () => {
    world.clock.wall += 300 * day;
    world.history.recorder.setState(web, down);
    await world.pass(3);
    world.clock.wall -= 300 * day;
    await world.pass(20);
    await world.begin();
    const { wall } = world.clock;
    expect(world.changes(web).map(({ state, atSeconds }) => [state, atSeconds <= wall])).to.deep.equal([
      ['down', true],
      ['up', true],
    ]);
  });

  it('believes it in the end, and forgets a future that never was', async () => {
    world.clock.wall += 300 * day;
    await world.pass(3);
    world.clock.wall -= 300 * day;
    await world.pass(20);
    const minutes = await world.lastMinutes(web, 33);
    expect(minutes.slice(-3)).to.deep.equal([1, 1, 1]);
    expect(minutes.slice(0, 10).every((share) => share === 1)).to.equal(true);
    expect(world.told).to.deep.equal(['history-clock']);
    await world.begin();
    expect(await world.lastMinutes(web, 33)).to.deep.equal(minutes);
  });
});

describe('history without files', () => {
  it('knows the last day in quarters of an hour, the days, and the changes', async () => {
    const world = new HistoryWorld({ path: undefined });
    world.history.recorder.setState(web, up);
    await world.pass(15);
    world.history.recorder.setState(web, down);
    await world.pass(30);
    const shares = await world.lastMinutes(web, 45);
    expect(shares.filter((_, minute) => minute % 15 === 0)).to.deep.equal([1, 0, 0]);
    expect(world.history.past.bars(web).up24h).to.be.closeTo(1 / 3, 0.001);
    expect(world.changes(web)).to.have.lengthOf(2);
    expect(world.history.keptIn).to.equal('memory');
    expect(world.told).to.deep.equal([]);
    await world.history.stop();
  });

  it('remembers what happened to those that stay while thousands come and go', async () => {
    const world = new HistoryWorld({ path: undefined });
    const { recorder } = world.history;
    recorder.setState(web, up);
    recorder.setState(web, down);
    recorder.setState(web, up);
    for (let generation = 0; generation < 60; generation++) {
      const names = Array.from({ length: 1000 }, (_, number) => target(`t${generation}.${number}`));
      for (const name of names) recorder.setState(name, up);
      for (const name of names) recorder.remove(name);
    }
    expect(world.changes(web).map(({ state }) => state)).to.deep.equal(['up', 'down', 'up']);
    world.passSeconds(1);
    recorder.setState(target('young'), down);
    recorder.setState(target('young'), up);
    expect(world.changes(target('young')).map(({ state }) => state)).to.deep.equal(['up', 'down']);
    await world.history.stop();
  });

  it('has room for 10,000 targets, and says once that others have no history', async () => {
    const world = new HistoryWorld({ path: undefined });
    for (let number = 0; number < 10_050; number++) world.history.recorder.setState(target(`t${number}`), up);
    await world.pass(2);
    expect(world.told).to.deep.equal(['history-full']);
    expect(world.history.past.bars(target('t9999')).up24h).to.equal(1);
    expect(world.history.past.bars(target('t10000')).up24h).to.equal(undefined);
    world.history.recorder.remove(target('t3'));
    await world.pass(2);
    expect(world.history.find(target('t10000'))?.slot).to.equal(3);
    await world.history.stop();
  });
});
