// Rings in a file: rows by time, whatever became of the file meanwhile.

import {
  closeSync,
  openSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { openFixedFile } from '../../../src/window/history/fixed-file.ts';
import { RingFile, type RingIdentity } from '../../../src/window/history/ring-file.ts';
import { placeRings } from '../../../src/window/history/ring-layout.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

const layout = placeRings(
  [
    { name: 'minutes', unitSeconds: 60, rows: 10, cellOctets: 3 },
    { name: 'hours', unitSeconds: 3600, rows: 5, cellOctets: 1 },
  ],
  8,
);
const identity: RingIdentity = { origin: '0123456789abcdef0123456789abcdef', kind: 0, shelf: 0 };

function rowOf(octet: number, octets = 24): Uint8Array {
  return new Uint8Array(octets).fill(octet);
}

async function openRings(path: string, as: RingIdentity = identity): Promise<RingFile> {
  const opened = await RingFile.open(openFixedFile, path, layout, as);
  if (!opened.ok) throw new Error(opened.problem);
  return opened.value;
}

async function readMinutes(file: RingFile, first: number, last: number): Promise<[number, number][]> {
  const found: [number, number][] = [];
  const visited = await file.visit('minutes', first, last, (time, row) => {
    expect(row.every((octet) => octet === row[0])).to.equal(true);
    found.push([time, row[0] ?? 0]);
  });
  expect(visited.ok).to.equal(true);
  return found;
}

describe('ring file', () => {
  let path: string;

  beforeEach(() => {
    path = join(makeTemporaryDirectory(), 'rings');
  });

  it('has its full size from the start, and takes no room for it', async () => {
    await (await openRings(path)).close();
    expect(statSync(path).size).to.equal(layout.fileOctets);
  });

  it('reads rows by time, in order, around its end, and after it was opened again', async () => {
    const file = await openRings(path);
    for (let minute = 95; minute < 109; minute++) await file.write('minutes', minute, rowOf(minute));
    await file.write('hours', 7, rowOf(1, 8));
    const expected = Array.from({ length: 10 }, (_, place) => [99 + place, 99 + place]);
    expect(await readMinutes(file, 0, 200)).to.deep.equal(expected);
    await file.close();
    const again = await openRings(path);
    expect(await readMinutes(again, 0, 200)).to.deep.equal(expected);
    expect(again.newest('minutes')).to.equal(108);
    expect(again.has('hours', 7)).to.equal(true);
    expect(await readMinutes(again, 101, 102)).to.deep.equal([
      [101, 101],
      [102, 102],
    ]);
    await again.close();
  });

  it('leaves out rows that were never written', async () => {
    const file = await openRings(path);
    for (const minute of [3, 4, 8]) await file.write('minutes', minute, rowOf(minute));
    expect(await readMinutes(file, 1, 9)).to.deep.equal([
      [3, 3],
      [4, 4],
      [8, 8],
    ]);
    await file.close();
  });

  it('forgets a future that never came', async () => {
    const file = await openRings(path);
    for (const minute of [5, 6, 7]) await file.write('minutes', minute, rowOf(minute));
    await file.forgetAfter(7 * 60);
    await file.close();
    const again = await openRings(path);
    expect(await readMinutes(again, 1, 9)).to.deep.equal([
      [5, 5],
      [6, 6],
    ]);
    await again.close();
  });

  it('is begun anew for another origin', async () => {
    const file = await openRings(path);
    await file.write('minutes', 5, rowOf(5));
    await file.close();
    const other = await openRings(path, { ...identity, origin: 'f'.repeat(32) });
    expect(await readMinutes(other, 1, 9)).to.deep.equal([]);
    await other.close();
  });

  it('is not written through a link', async () => {
    writeFileSync(`${path}-elsewhere`, 'precious');
    symlinkSync(`${path}-elsewhere`, path);
    const opened = await RingFile.open(openFixedFile, path, layout, identity);
    expect(opened).to.deep.equal({ ok: false, problem: 'ELOOP' });
    expect(readFileSync(`${path}-elsewhere`, 'utf8')).to.equal('precious');
  });

  it('is refused where a directory stands', async () => {
    const opened = await RingFile.open(openFixedFile, join(path, '..'), layout, identity);
    expect(opened).to.deep.equal({ ok: false, problem: 'EISDIR' });
  });

  const spoilt: readonly [string, (path: string) => void][] = [
    ['empty', (path) => writeFileSync(path, '')],
    ['cut short', (path) => truncateSync(path, 5000)],
    ['too long', (path) => truncateSync(path, layout.fileOctets + 1)],
    ['foreign', (path) => writeFileSync(path, Buffer.alloc(layout.fileOctets, 'x'))],
    ['zeros', (path) => writeFileSync(path, Buffer.alloc(layout.fileOctets))],
  ];
  for (const [what, spoil] of spoilt)
    it(`is begun anew when it is ${what}`, async () => {
      const file = await openRings(path);
      await file.write('minutes', 5, rowOf(5));
      await file.close();
      spoil(path);
      const again = await openRings(path);
      expect(await readMinutes(again, 1, 9)).to.deep.equal([]);
      await again.write('minutes', 6, rowOf(6));
      expect(await readMinutes(again, 1, 9)).to.deep.equal([[6, 6]]);
      await again.close();
    });

  it('says so when it is cut short while it is open', async () => {
    const file = await openRings(path);
    await file.write('minutes', 5, rowOf(5));
    truncateSync(path, 100);
    expect(await file.visit('minutes', 1, 9, () => undefined)).to.deep.equal({
      ok: false,
      problem: 'became shorter',
    });
    await file.close();
  });

  it(`tells no wrong row of a file with random bits turned, seed ${testSeed}`, async () => {
    const random = createSeededRandom();
    const good = await openRings(path);
    for (let minute = 1; minute <= 10; minute++) await good.write('minutes', minute, rowOf(minute));
    await good.close();
    const octets = readFileSync(path);
    for (let round = 0; round < 300; round++) {
      writeFileSync(path, octets);
      const descriptor = openSync(path, 'r+');
      for (let turned = 0; turned <= round % 5; turned++) {
        const at = random.below(octets.length);
        writeSync(descriptor, Uint8Array.of((octets[at] ?? 0) ^ (1 << random.below(8))), 0, 1, at);
      }
      closeSync(descriptor);
      const file = await openRings(path);
      for (const [time, octet] of await readMinutes(file, 0, 2 ** 32)) expect(octet).to.equal(time);
      await file.close();
    }
  });
});
