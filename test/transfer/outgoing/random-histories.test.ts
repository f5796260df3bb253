// Whatever a zone went through: applying what an IXFR brings to any older version gives exactly what an AXFR brings.

import { expect } from 'chai';
import { signChange, signZone } from '../../../src/signing/zone-signer.ts';
import { Histories } from '../../../src/transfer/history/histories.ts';
import type { Name } from '../../../src/wire/name.ts';
import type { ZoneChange } from '../../../src/zone/build-zone.ts';
import type { Zone } from '../../../src/zone/zone.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';
import { makeTransferQuery } from '../../support/transfers/make-transfer-query.ts';
import { applyTransfer, type PlainRecord, readTransfer } from '../../support/transfers/read-transfer.ts';
import { TransferWorld } from '../../support/transfers/transfer-world.ts';
import { changeZones, generateZones } from '../../support/worlds/generate-zones.ts';
import { nowSeconds, settingsOf } from '../../support/worlds/signed-world.ts';

const rounds = 25;

describe(`transfers of random histories (seed ${testSeed})`, () => {
  for (const kind of ['unsigned', 'nsec', 'nsec3'] as const) {
    it(`bring every older version to the newest: ${kind}`, async () => {
      const random = createSeededRandom();
      const world = new TransferWorld();
      const sign = async (zone: Zone) =>
        kind === 'unsigned' ? zone : await signZone(zone, settingsOf(kind), nowSeconds);
      let zones = await Promise.all(generateZones(random, kind !== 'unsigned').map(sign));
      world.serve(zones);
      const versions = new Map<Name, Map<number, ReadonlySet<PlainRecord>>>();
      for (let round = 0; round < rounds; round++) {
        for (const zone of zones) await check(world, zone, versions);
        const changes = await Promise.all(
          changeZones(zones, random).map((change) => signed(change, zones, kind)),
        );
        // Now and then nobody says where to look.
        const tellsNames = random.chance(0.8);
        world.histories.record(
          changes.map(({ zone, names }) => ({
            before: zones.find(({ apex }) => apex === zone.apex),
            after: zone,
            names: tellsNames ? names : undefined,
          })),
        );
        zones = zones.map((zone) => changes.find((change) => change.zone.apex === zone.apex)?.zone ?? zone);
      }
      const forms = new Set(world.log.map(({ fields }) => fields['form']));
      expect([...forms]).to.include.members(['whole zone', 'difference']);
    });
  }

  it('keeps what is newest within its budget, and of every zone something', async () => {
    const random = createSeededRandom();
    let zones = generateZones(random);
    const histories = new Histories(new Map(), 20_000);
    histories.follow(() => true);
    histories.record(zones.map((after) => ({ before: undefined, after })));
    for (let round = 0; round < 300; round++) {
      const changes = changeZones(zones, random);
      histories.record(
        changes.map(({ zone, names }) => ({
          before: zones.find(({ apex }) => apex === zone.apex),
          after: zone,
          names,
        })),
      );
      zones = zones.map((zone) => changes.find((change) => change.zone.apex === zone.apex)?.zone ?? zone);
      expect(histories.octets).to.be.at.most(20_000);
    }
    for (const { zone, history } of histories.followed()) {
      expect(history.end).to.equal(zone.serial);
      expect(history.steps.length).to.be.greaterThan(2);
    }
    const sum = [...histories.followed()].reduce((octets, { history }) => octets + history.octets, 0);
    expect(histories.octets).to.equal(sum);
    histories.follow(() => false);
    expect(histories.octets).to.equal(0);
  });
});

async function signed(
  change: ZoneChange,
  zones: readonly Zone[],
  kind: 'unsigned' | 'nsec' | 'nsec3',
): Promise<ZoneChange> {
  const previous = zones.find(({ apex }) => apex === change.zone.apex);
  if (kind === 'unsigned' || previous === undefined) return change;
  return signChange(change, previous, settingsOf(kind), nowSeconds);
}

async function check(
  world: TransferWorld,
  zone: Zone,
  versions: Map<Name, Map<number, ReadonlySet<PlainRecord>>>,
): Promise<void> {
  const { apex, serial } = zone;
  const known = versions.get(apex) ?? new Map<number, ReadonlySet<PlainRecord>>();
  versions.set(apex, known);
  const whole = applyTransfer(undefined, readTransfer(await world.ask(makeTransferQuery({ apex }))).records);
  if (whole.kind !== 'whole') throw new Error('an AXFR brings the whole zone');
  expect(whole.records.size).to.equal(recordCountOf(zone));
  for (const [held, records] of known) {
    if (held === serial) continue;
    const sent = readTransfer(await world.ask(makeTransferQuery({ apex, held })));
    const applied = applyTransfer(records, sent.records);
    if (applied.kind === 'current') throw new Error('there is something new');
    expect([...applied.records].sort()).to.deep.equal([...whole.records].sort());
  }
  known.set(serial, whole.records);
}

function recordCountOf({ nodes, occluded, security }: Zone): number {
  const count = (rrsets: readonly { rdatas: readonly unknown[] }[]) =>
    rrsets.reduce((sum, { rdatas }) => sum + rdatas.length, 0);
  let sum = 0;
  for (const name of nodes.names()) {
    sum += count(nodes.get(name) ?? []);
    const signed = security?.nodes.get(name);
    sum += count([...(signed?.signatures.values() ?? [])]);
    if (signed?.denial !== undefined) sum += count([signed.denial.rrset, signed.denial.signatures]);
  }
  for (const name of occluded.names()) sum += count(occluded.get(name) ?? []);
  return sum;
}
