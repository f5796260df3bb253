// A disk that is full, broken or does not answer costs history, and nothing else.

import { expect } from 'chai';
import { fail, type Result } from '../../../src/base/result.ts';
import { type FixedFile, type OpenFixedFile, openFixedFile } from '../../../src/window/history/fixed-file.ts';
import { HistoryWorld, target, up } from './history-world.ts';

const web = target('tcp 192.0.2.1:80');

/** Real files, until the test has them do something else. */
class Disk {
  /** What every write is answered with. */
  problem: string | undefined;
  #release: () => void = () => undefined;
  #hung: Promise<void> | undefined;

  readonly open: OpenFixedFile = async (path, octets) => {
    await this.#hung;
    if (this.problem !== undefined) return fail(this.problem);
    const opened = await openFixedFile(path, octets);
    return opened.ok ? { ok: true, value: this.#spoil(opened.value) } : opened;
  };

  hang(): void {
    this.#hung = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  wakeUp(): void {
    this.#release();
    this.#hung = undefined;
  }

  #spoil(file: FixedFile): FixedFile {
    const act = async (really: () => Promise<Result<void, string>>): Promise<Result<void, string>> => {
      await this.#hung;
      return this.problem === undefined ? really() : fail(this.problem);
    };
    return {
      read: (into, at) => act(() => file.read(into, at)),
      write: (octets, at) => act(() => file.write(octets, at)),
      clear: () => act(() => file.clear()),
      close: () => file.close(),
    };
  }
}

describe('history on a bad disk', () => {
  let disk: Disk;
  let world: HistoryWorld;

  beforeEach(async () => {
    disk = new Disk();
    world = new HistoryWorld({ openFile: disk.open });
    await world.history.flush();
    world.history.recorder.setState(web, up);
    await world.pass(1);
  });

  afterEach(async () => {
    disk.wakeUp();
    await world.history.stop();
  });

  it('says once that it is full, and writes what it missed when there is room again', async () => {
    disk.problem = 'ENOSPC';
    await world.pass(20);
    expect(world.told).to.deep.equal(['history-unwritable']);
    expect(world.history.keptIn).to.equal('memory');
    disk.problem = undefined;
    await world.pass(1);
    expect(world.told).to.deep.equal(['history-unwritable', 'history-writable']);
    expect(world.history.keptIn).to.equal('files');
    expect(await world.lastMinutes(web, 22)).to.deep.equal(Array.from({ length: 22 }, () => 1));
  });

  it('keeps an hour of it, and no more', async () => {
    disk.problem = 'EIO';
    await world.pass(70);
    disk.problem = undefined;
    await world.pass(1);
    const minutes = await world.lastMinutes(web, 71);
    expect(minutes.filter((share) => share === null)).to.have.lengthOf(11);
    expect(minutes.slice(-60).every((share) => share === 1)).to.equal(true);
  });

  it('answers from memory while it does not answer, and says so once', async () => {
    disk.hang();
    for (let minute = 0; minute < 15; minute++) world.passSeconds(60);
    expect(world.told).to.deep.equal(['history-unwritable']);
    const [share] = (await world.lastMinutes(web, 15)).slice(0, 1);
    expect(share).to.equal(1);
    expect(world.history.past.bars(web).up24h).to.equal(1);
    disk.wakeUp();
    await world.history.flush();
    expect(world.told).to.deep.equal(['history-unwritable', 'history-writable']);
    expect(await world.lastMinutes(web, 15)).to.deep.equal(Array.from({ length: 15 }, () => 1));
  });

  it('does not let a reader wait that asked just before', async () => {
    disk.hang();
    const asked = world.lastMinutes(web, 1);
    world.clock.advance(5000);
    expect(await asked).to.deep.equal([1]);
    disk.wakeUp();
  });

  it('is not worse off when it never could be opened', async () => {
    disk.problem = 'EROFS';
    await world.begin();
    world.history.recorder.setState(web, up);
    await world.pass(3);
    expect(world.told).to.deep.equal(['history-unwritable']);
    expect(world.history.past.bars(web).up24h).to.equal(1);
    disk.problem = undefined;
    await world.pass(2);
    expect(world.told).to.deep.equal(['history-unwritable', 'history-writable']);
    expect(await world.lastMinutes(web, 6)).to.deep.equal([1, null, null, null, null, 1]);
  });

  it('goes on in memory when something happens that nobody thought of', async () => {
    const unlucky = new HistoryWorld({
      openFile: () => {
        throw new Error('oops');
      },
    });
    await unlucky.history.flush();
    unlucky.history.recorder.setState(web, up);
    await unlucky.pass(2);
    expect(unlucky.told).to.deep.equal(['history-unwritable']);
    expect(unlucky.history.past.bars(web).up24h).to.equal(1);
    await unlucky.history.stop();
  });
});
