// Both ends of a ring: what is written is read, in order and whole, and what does not fit is refused and harms nothing.

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import {
  claimRing,
  createRingMemory,
  type Ring,
  RingWord,
  ringOctets,
  ringsIn,
} from '../../../src/serving/query-log/ring-memory.ts';
import { RingReader } from '../../../src/serving/query-log/ring-reader.ts';
import { RingWriter } from '../../../src/serving/query-log/ring-writer.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';
import { until } from '../../support/until.ts';

/** Behind the length. */
const bodyAt = 4;

/** Octets that tell where they belong. */
function write(writer: RingWriter, octets: number, mark: number): boolean {
  const at = writer.begin(bodyAt + octets);
  if (at < 0) return false;
  for (let i = 0; i < octets; i++) writer.octets[at + bodyAt + i] = (mark + i) & 0xff;
  writer.end();
  return true;
}

function expectMarked(record: DataView, octets: number, mark: number): void {
  expect(record.byteLength).to.equal((bodyAt + octets + 7) & -8);
  for (let i = 0; i < octets; i++)
    if (record.getUint8(bodyAt + i) !== ((mark + i) & 0xff)) expect.fail(`octet ${i} of record ${mark}`);
}

/** As if it had been used for long: positions are about to pass 2^32. */
function openEnds(position = 0): { readonly writer: RingWriter; readonly reader: RingReader } {
  const [ring] = ringsIn(createRingMemory(1)) as [Ring];
  ring.words[ring.at + RingWord.written] = position;
  ring.words[ring.at + RingWord.read] = position;
  return { writer: new RingWriter(ring), reader: new RingReader(ring) };
}

describe('a ring', () => {
  for (const position of [0, ringOctets - 16, 2 ** 31 - 64, 2 ** 32 - 64])
    it(`returns what was written, beginning at ${position}`, () => {
      const { writer, reader } = openEnds(position);
      const sizes = [0, 1, 4, 5, 100, 65_535, 131_070];
      for (const [mark, octets] of sizes.entries()) expect(write(writer, octets, mark)).to.equal(true);
      let count = 0;
      reader.read(100, (record) => expectMarked(record, sizes[count] ?? 0, count++));
      expect(count).to.equal(sizes.length);
      expect(reader.read(100, () => expect.fail('there is no more'))).to.equal(0);
    });

  it('refuses what has no room, keeps what it has, and takes more once there is room again', () => {
    const { writer, reader } = openEnds();
    let written = 0;
    while (write(writer, 1000, written)) written++;
    expect(written).to.equal(Math.floor(ringOctets / 1008));
    expect(write(writer, 1000, 0)).to.equal(false);
    let read = 0;
    expect(reader.read(10, (record) => expectMarked(record, 1000, read++))).to.equal(10);
    while (write(writer, 1000, written)) written++;
    while (reader.read(100, (record) => expectMarked(record, 1000, read++)) > 0);
    expect(read).to.equal(written);
  });

  it('holds a record that is as large as itself, and none that is larger', () => {
    const { writer, reader } = openEnds();
    expect(write(writer, ringOctets, 1)).to.equal(false);
    expect(write(writer, ringOctets - bodyAt, 1)).to.equal(true);
    expect(write(writer, 0, 2)).to.equal(false);
    reader.read(1, (record) => expectMarked(record, ringOctets - bodyAt, 1));
    expect(write(writer, 0, 2)).to.equal(true);
  });

  it('passes over a record that whoever takes it fails at', () => {
    const { writer, reader } = openEnds();
    for (let mark = 0; mark < 3; mark++) write(writer, 8, mark);
    let taken = 0;
    const failing = () => {
      if (++taken === 2) throw new Error('full');
    };
    expect(() => reader.read(10, failing)).to.throw('full');
    const left: number[] = [];
    reader.read(10, (record) => left.push(record.getUint8(bodyAt)));
    expect(left).to.deep.equal([2]);
  });

  it(`behaves like a queue, whatever is written and read in turn (seed ${testSeed})`, () => {
    const random = createSeededRandom(testSeed);
    const { writer, reader } = openEnds(2 ** 32 - 5 * ringOctets);
    const queue: { readonly octets: number; readonly mark: number }[] = [];
    let mark = 0;
    for (let step = 0; step < 3000; step++) {
      const octets = random.chance(0.05) ? random.below(131_000) : random.below(600);
      if (random.chance(0.6) && write(writer, octets, ++mark)) queue.push({ octets, mark });
      if (random.chance(0.7)) continue;
      reader.read(1 + random.below(5), (record) => {
        const expected = queue.shift();
        if (expected === undefined) expect.fail('more than was written');
        expectMarked(record, expected.octets, expected.mark);
      });
    }
    expect(mark).to.be.greaterThan(1000);
  });

  it('passes records from thread to thread, while both are at it', async () => {
    const total = 200_000;
    const memory = createRingMemory(1);
    const [reader] = ringsIn(memory).map((ring) => new RingReader(ring));
    const program = new URL('./ring-writer-program.js', import.meta.url);
    const worker = new Worker(program, { workerData: { memory, total } });
    const exited = once(worker, 'exit');
    let next = 0;
    await until('all are read', () => {
      reader?.read(5000, (record) => {
        const octets = record.getUint32(bodyAt, true);
        if (record.getUint32(bodyAt + 4, true) !== next++) expect.fail(`record ${next} is another one`);
        const last = record.getUint8(bodyAt + 8 + octets - 1);
        if (last !== (next & 0xff)) expect.fail(`record ${next} is not whole`);
      });
      return next === total;
    });
    expect((await exited)[0]).to.equal(0);
  });
});

describe('claimRing', () => {
  it('gives each thread a ring of its own, and none when there are no more', () => {
    const memory = createRingMemory(2);
    const [first, second, third] = [claimRing(memory), claimRing(memory), claimRing(memory)];
    expect(third).to.equal(undefined);
    first?.octets.fill(1);
    expect(second?.octets.every((octet) => octet === 0)).to.equal(true);
    expect(ringsIn(memory).map(({ octets }) => octets[0])).to.deep.equal([1, 0]);
  });
});
