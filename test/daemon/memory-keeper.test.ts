// When verdicts are saved, and which of them are believed later.

import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Clock } from '../../src/base/clock.ts';
import { memoryPath, readMemory, writeMemorySync } from '../../src/daemon/memory.ts';
import { MemoryKeeper, type ToRemember } from '../../src/daemon/memory-keeper.ts';
import { tcpTarget } from '../../src/health/target.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const now = 1_700_000_000;
const target = tcpTarget({ family: 4, text: '192.0.2.1' }, 80);
const verdicts = new Map([[target.key, { verdict: 'up', sinceSeconds: now - 500 } as const]]);

/** Time passes only when told to. */
function createStillClock(wallSeconds = now) {
  let waiting: { readonly delayMs: number; readonly act: () => void } | undefined;
  const clock: Clock = {
    monotonicMs: () => 0,
    wallSeconds: () => wallSeconds,
    after(delayMs, act) {
      const mine = { delayMs, act };
      waiting = mine;
      return () => {
        if (waiting === mine) waiting = undefined;
      };
    },
  };
  return {
    clock,
    get delayMs() {
      return waiting?.delayMs;
    },
    fire() {
      const due = waiting;
      waiting = undefined;
      due?.act();
    },
  };
}

function memorable(verdict: 'up' | 'down' | 'unknown', serial = 7): ToRemember {
  const sinceSeconds = verdict === 'unknown' ? undefined : now - 5;
  return {
    serials: new Map([[nameOf('example.test'), serial]]),
    lastHealthy: new Map(),
    hosts: new Map(),
    heldSince: () => undefined,
    reports: [
      {
        target,
        verdict,
        sinceSeconds,
        lastOutcome: undefined,
        outcomesToFlip: 1,
        nextProbeInMs: 1,
        place: { place: 0, turn: 1 },
      },
    ],
  };
}

describe('MemoryKeeper', () => {
  let directory: string;
  let path: string;
  let time: ReturnType<typeof createStillClock>;
  let log: ReturnType<typeof createRecordingLogger>;
  let keeper: MemoryKeeper;

  beforeEach(() => {
    directory = join(makeTemporaryDirectory(), 'run');
    mkdirSync(directory);
    path = memoryPath(directory);
    time = createStillClock();
    log = createRecordingLogger();
    keeper = new MemoryKeeper(path, { clock: time.clock, logger: log.logger });
  });

  function saved() {
    const read = readMemory(path);
    return read.ok ? read.value : undefined;
  }

  const ages: readonly [what: string, ageSeconds: number, intervalMs: number, isBelieved: boolean][] = [
    ['of this second', 0, 1000, true],
    ['of a minute ago', 60, 1000, true],
    ['of more than a minute ago', 61, 1000, false],
    ['of two intervals ago', 600, 300_000, true],
    ['of more than two intervals ago', 601, 300_000, false],
    ['of tomorrow', -1, 1000, false],
    ['of a year to come', -31_536_000, 1000, false],
  ];
  for (const [what, ageSeconds, intervalMs, isBelieved] of ages) {
    it(`${isBelieved ? 'believes' : 'ignores'} verdicts ${what}, and continues the serial, the last healthy set and the hosts`, () => {
      const lastHealthy = new Map([[nameOf('www.example.test'), [target.address]]]);
      const hosts = new Map([['app.example.net', { addresses: [target.address], sinceSeconds: now - 9 }]]);
      writeMemorySync(path, {
        savedAtSeconds: now - ageSeconds,
        serials: new Map([[nameOf('example.test'), 42]]),
        verdicts,
        lastHealthy,
        hosts,
      });
      const recalled = keeper.recall(intervalMs);
      expect(recalled.serials).to.deep.equal(new Map([[nameOf('example.test'), 42]]));
      expect(recalled.lastHealthy).to.deep.equal(lastHealthy);
      expect(recalled.hosts).to.deep.equal(hosts);
      expect(recalled.verdicts.size).to.equal(isBelieved ? 1 : 0);
      expect(log.entries.map(({ fields }) => fields.event)).to.deep.equal(
        isBelieved ? ['verdicts-restored'] : [],
      );
    });
  }

  it('warns about a damaged file, and starts without it', () => {
    writeFileSync(path, '{"format":1,');
    expect(keeper.recall(1000)).to.deep.equal({
      serials: new Map(),
      verdicts: new Map(),
      lastHealthy: new Map(),
      hosts: new Map(),
    });
    expect(log.entries.map(({ level, fields }) => [level, fields.event])).to.deep.equal([
      ['warning', 'verdicts-unreadable'],
    ]);
  });

  it('logs nothing without a file or a path', () => {
    expect(keeper.recall(1000).verdicts.size).to.equal(0);
    const nowhere = new MemoryKeeper(undefined, { clock: time.clock, logger: log.logger });
    expect(nowhere.recall(1000).verdicts.size).to.equal(0);
    nowhere.start(() => memorable('up'));
    nowhere.touch();
    nowhere.stop();
    expect(log.entries).to.deep.equal([]);
  });

  it('saves within a second, and every ten when nothing happens', async () => {
    keeper.start(() => memorable('up'));
    expect(time.delayMs).to.be.at.most(1000);
    time.fire();
    await until('it is saved', () => saved()?.verdicts.get(target.key)?.verdict === 'up');
    await until('the next time is fixed', () => time.delayMs !== undefined);
    expect(time.delayMs).to.be.within(5000, 20_000);
    keeper.touch();
    expect(time.delayMs).to.be.at.most(1000);
    keeper.stop();
  });

  it('saves nothing for targets without a verdict', () => {
    keeper.start(() => memorable('unknown'));
    keeper.stop();
    expect(saved()).to.deep.equal({
      savedAtSeconds: now,
      serials: new Map([[nameOf('example.test'), 7]]),
      verdicts: new Map(),
      lastHealthy: new Map(),
      hosts: new Map(),
    });
  });

  it('saves the final state although an older save is in progress', async () => {
    let verdict: 'up' | 'down' = 'up';
    keeper.start(() => memorable(verdict, verdict === 'up' ? 7 : 8));
    time.fire();
    verdict = 'down';
    keeper.stop();
    expect(saved()?.serials.get(nameOf('example.test'))).to.equal(8);
    // The older save is about to finish and must not overwrite the newer file.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(saved()?.serials.get(nameOf('example.test'))).to.equal(8);
    expect(saved()?.verdicts.get(target.key)?.verdict).to.equal('down');
  });

  it('warns once when it cannot save, and saves again when it can', async () => {
    rmSync(directory, { recursive: true });
    keeper.start(() => memorable('up'));
    for (let count = 0; count < 3; count++) {
      await until('a save is due', () => time.delayMs !== undefined);
      time.fire();
    }
    await until('a save is due', () => time.delayMs !== undefined);
    expect(log.entries.map(({ level, fields }) => [level, fields.event, fields['reason']])).to.deep.equal([
      ['warning', 'verdicts-unwritable', 'ENOENT'],
    ]);
    mkdirSync(directory);
    time.fire();
    await until('it is saved', () => saved() !== undefined);
    rmSync(directory, { recursive: true });
    keeper.stop();
    expect(log.entries).to.have.length(1);
  });

  it('saves nothing after it was stopped', async () => {
    keeper.start(() => memorable('up'));
    keeper.stop();
    const { mtimeMs } = statSync(path);
    keeper.touch();
    time.fire();
    expect(time.delayMs).to.equal(undefined);
    expect(statSync(path).mtimeMs).to.equal(mtimeMs);
  });
});
