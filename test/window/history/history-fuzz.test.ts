// Whatever somebody or something did to the files, history opens, answers within bounds, and goes on.

import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { createSeededRandom, type SeededRandom, testSeed } from '../../support/seeded-random.ts';
import { down, HistoryWorld, target, up } from './history-world.ts';

const day = 86_400;
const rounds = 25;
const web = target('tcp 192.0.2.1:80');
const www = { kind: 'name', key: 'www.example.test.' } as const;

type Spoil = (path: string, random: SeededRandom) => void;

/** Where most of what matters is: the header, the index, the table. */
function somewhere(octets: Buffer, random: SeededRandom): number {
  return random.below(random.chance(0.5) ? Math.min(octets.length, 30_000) : octets.length);
}

const ways: readonly Spoil[] = [
  (path, random) => {
    const octets = readFileSync(path);
    for (let count = random.below(20); count >= 0; count--) {
      const at = somewhere(octets, random);
      octets[at] = (octets[at] ?? 0) ^ (1 << random.below(8));
    }
    writeFileSync(path, octets);
  },
  (path, random) => {
    const octets = readFileSync(path);
    octets.set(random.octets(Math.min(200, octets.length)), somewhere(octets.subarray(200), random));
    writeFileSync(path, octets);
  },
  (path, random) => truncateSync(path, random.below(readFileSync(path).length + 1)),
  (path) => writeFileSync(path, ''),
  (path) => writeFileSync(path, Buffer.alloc(readFileSync(path).length)),
  (path) => rmSync(path),
  (path) => {
    rmSync(path);
    mkdirSync(path);
  },
  (path) => {
    rmSync(path);
    symlinkSync('/etc/hostname', path);
  },
];

describe('history with files that somebody spoilt', () => {
  it(`opens, answers within bounds and goes on, seed ${testSeed}`, async () => {
    const random = createSeededRandom();
    const world = new HistoryWorld();
    await world.history.flush();
    const observe = () => {
      world.history.recorder.setState(web, random.chance(0.5) ? down : up);
      world.history.recorder.setState(www, random.chance(0.5) ? down : up);
      world.history.recorder.settle();
    };
    for (let round = 0; round < rounds; round++) {
      observe();
      await world.pass(2);
      world.history.addQueries([round, 0, 0, 0, 0, 0, 0, 0]);
      const name = random.pick(readdirSync(world.path));
      const path = join(world.path, name);
      if (random.chance(0.5)) await world.history.stop();
      random.pick(ways)(path, random);
      await world.begin();
      observe();
      await world.pass(2);
      await expectSense(world, `round ${round}, ${name}`);
      if (world.history.keptIn === 'memory') {
        // A directory or a link where a file should be is for the operator to remove.
        rmSync(path, { recursive: true });
        await world.pass(2);
        expect(world.history.keptIn, `round ${round}, ${name}`).to.equal('files');
      }
      world.clock.wall += 60 * random.below(3000);
    }
    await world.history.stop();
  });
});

async function expectSense(world: HistoryWorld, what: string): Promise<void> {
  const now = world.clock.wall;
  for (const subject of [web, www]) {
    for (const seconds of [3600, 3 * day, 90 * day]) {
      const span = { fromSeconds: now - seconds, toSeconds: now, pointsMax: 300 };
      const { series, up: share } = await world.history.past.series(subject, span);
      for (const value of [...series.up, ...series.failing, share ?? null])
        if (value !== null) expect(value, what).to.be.within(0, 1);
    }
    const { quarters, days } = world.history.past.bars(subject);
    expect([quarters.at(-1), days.at(-1)], what).to.not.include(null);
  }
  for (const { state } of world.changes(undefined)) expect(['up', 'down'], what).to.include(state);
}
