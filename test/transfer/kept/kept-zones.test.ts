// Zones that one run leaves for the next: all of them come back, or none when a single octet is not as it was written.

import { hash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { writeKeptFile } from '../../../src/base/kept-file.ts';
import { signChange, signZone } from '../../../src/signing/zone-signer.ts';
import type { EarlierZone, Histories } from '../../../src/transfer/history/histories.ts';
import { readKeptZones, writeKeptZones } from '../../../src/transfer/kept/kept-zones.ts';
import { changeZone } from '../../../src/zone/build-zone.ts';
import type { Zone } from '../../../src/zone/zone.ts';
import { makeRecords } from '../../support/dns/make-zone.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { makeTransferQuery } from '../../support/transfers/make-transfer-query.ts';
import { applyTransfer, readTransfer } from '../../support/transfers/read-transfer.ts';
import { TransferWorld } from '../../support/transfers/transfer-world.ts';
import { generateZones } from '../../support/worlds/generate-zones.ts';
import { everyShape, nowSeconds, settingsOf, zoneOf } from '../../support/worlds/signed-world.ts';

const never = () => expect.fail('there is room for all of them');

function collect(histories: Histories): EarlierZone[] {
  return [...histories.followed()].map(({ zone, history }) => ({ zone, steps: history.steps }));
}

async function flip(zone: Zone, address: string, kind: 'nsec' | 'nsec3') {
  const change = changeZone(zone, makeRecords({ www: [address] }), zone.serial + 1);
  if (change === undefined) throw new Error('the address is another');
  return signChange(change, zone, settingsOf(kind), nowSeconds);
}

/** A zone that went through three versions. */
async function makeHistory(kind: 'nsec' | 'nsec3') {
  const world = new TransferWorld();
  const zones = [await signZone(zoneOf(), settingsOf(kind), nowSeconds)];
  world.serve(zones);
  for (const address of ['192.0.2.77', '192.0.2.78']) {
    const before = zones.at(-1) as Zone;
    const { zone, names } = await flip(before, address, kind);
    world.histories.record([{ before, after: zone, names }]);
    zones.push(zone);
  }
  return { world, zones };
}

describe('kept zones', () => {
  let path: string;

  beforeEach(() => {
    path = join(makeTemporaryDirectory(), 'zones');
  });

  const keep = (zones: Iterable<EarlierZone>) => writeKeptFile(path, writeKeptZones(zones, never));

  function read() {
    const zones = readKeptZones(path);
    if (!zones.ok) throw new Error(zones.problem);
    return zones.value;
  }

  it('are none without a file', () => {
    expect(read().size).to.equal(0);
  });

  it('come back as they were, of every shape', async () => {
    const random = createSeededRandom();
    const plain = generateZones(random);
    const signed = await Promise.all(
      plain.map((zone, index) => signZone(zone, settingsOf(index % 2 ? 'nsec' : 'nsec3'), nowSeconds)),
    );
    for (const zones of [plain, signed]) {
      const world = new TransferWorld();
      world.serve(zones);
      keep(collect(world.histories));
      const kept = read();
      expect([...kept.keys()]).to.deep.equal(zones.map(({ apex }) => apex));
      for (const zone of zones) {
        const ask = async (one: Pick<EarlierZone, 'zone'>) => {
          const other = new TransferWorld();
          other.serve([one.zone as Zone]);
          return readTransfer(await other.ask(makeTransferQuery({ apex: zone.apex }))).records;
        };
        expect(await ask(kept.get(zone.apex) as EarlierZone)).to.deep.equal(await ask({ zone }));
      }
    }
  });

  for (const kind of ['nsec', 'nsec3'] as const) {
    it(`lead every version of the earlier run to the first of this one, whose signatures are kept: ${kind}`, async () => {
      const { world: earlierWorld, zones } = await makeHistory(kind);
      keep(collect(earlierWorld.histories));
      const earlier = read();
      const { apex, serial } = zones.at(-1) as Zone;
      const fresh = zoneOf({ ...everyShape, www: ['192.0.2.79'] }, serial + 301);
      const after = await signZone(fresh, settingsOf(kind), nowSeconds + 60, earlier.get(apex)?.zone);
      const world = new TransferWorld({ earlier });
      world.serve([after]);
      const whole = readTransfer(await world.ask(makeTransferQuery({ apex }))).records;
      for (const zone of zones) {
        const held = readTransfer(await ask(zone)).records;
        const sent = readTransfer(await world.ask(makeTransferQuery({ apex, held: zone.serial }))).records;
        const applied = applyTransfer(new Set(held), sent);
        if (applied.kind !== 'difference') throw new Error(applied.kind);
        expect([...applied.records].sort()).to.deep.equal([...new Set(whole)].sort());
        // The SOA and www, old and new, with their signatures: those of all others are as they were.
        expect(sent.length).to.be.below(whole.length / 3);
      }
    });
  }

  async function ask(zone: Zone): Promise<Uint8Array[]> {
    const world = new TransferWorld();
    world.serve([zone]);
    return world.ask(makeTransferQuery({ apex: zone.apex }));
  }

  it('are forgotten where the first version of this run is no newer', async () => {
    const { world: earlierWorld, zones } = await makeHistory('nsec');
    keep(collect(earlierWorld.histories));
    const world = new TransferWorld({ earlier: read() });
    const last = zones.at(-1) as Zone;
    world.serve([last]);
    expect(world.histories.find(last.apex)?.history.steps).to.deep.equal([]);
  });

  it('leave out a zone that there is no room for, and say so', async () => {
    const zones = generateZones(createSeededRandom());
    const skipped: string[] = [];
    const kept = zones.map((zone) => ({ zone, steps: [] }));
    writeKeptFile(
      path,
      writeKeptZones(kept, (apex) => skipped.push(apex), 20_000),
    );
    expect(skipped.length).to.be.within(1, zones.length - 1);
    expect(read().size).to.equal(zones.length - skipped.length);
  });

  describe('are ignored', () => {
    let good: Buffer;

    beforeEach(async () => {
      keep(collect((await makeHistory('nsec3')).world.histories));
      good = readFileSync(path);
    });

    it('when any octet is another', () => {
      const step = Math.max(1, Math.floor(good.length / 500));
      for (let at = 0; at < good.length; at += step) {
        const spoilt = Buffer.from(good);
        spoilt[at] = (spoilt[at] ?? 0) ^ 1;
        writeFileSync(path, spoilt);
        expect(readKeptZones(path).ok, `octet ${at}`).to.equal(false);
      }
    });

    it('when cut off anywhere', () => {
      for (const length of [0, 1, 18, 19, 50, 51, good.length >> 1, good.length - 32, good.length - 1]) {
        writeFileSync(path, good.subarray(0, length));
        expect(readKeptZones(path).ok, `${length} octets`).to.equal(false);
      }
    });

    it('when something follows', () => {
      writeFileSync(path, Buffer.concat([good, Buffer.alloc(1)]));
      expect(readKeptZones(path).ok).to.equal(false);
    });

    it('when huge', () => {
      writeFileSync(path, Buffer.alloc(128 * 1024 * 1024 + 1));
      expect(readKeptZones(path).ok).to.equal(false);
    });

    it(`or read without a fault, when wrong in spite of the right digest (seed ${testSeed})`, () => {
      const random = createSeededRandom();
      let refused = 0;
      for (let round = 0; round < 1000; round++) {
        const content = Buffer.from(good.subarray(0, -32));
        for (let left = 1 + random.below(3); left > 0; left--)
          content[19 + random.below(content.length - 19)] = random.below(256);
        writeFileSync(path, Buffer.concat([content, hash('sha256', content, 'buffer')]));
        if (!readKeptZones(path).ok) refused++;
      }
      expect(refused).to.be.greaterThan(100);
    });
  });
});
