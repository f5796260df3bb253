// Seeded random updates, reloads, verdicts and restarts: what is served is what the configuration and the confirmed updates
// make from nothing, serials only grow, and the file has what was confirmed.

import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { targetsOfCheck } from '../../src/health/deciding/check.ts';
import type { Target } from '../../src/health/target.ts';
import type { LoadedZone } from '../../src/publishing/loaded-zone.ts';
import { loadConfig } from '../../src/publishing/loading/load-config.ts';
import { Publisher } from '../../src/publishing/publisher.ts';
import { createUpdateAnswerer } from '../../src/updating/answer-update.ts';
import { UpdateLog } from '../../src/updating/update-log.ts';
import { UpdateStore } from '../../src/updating/update-store.ts';
import { recordsOf, type UpdatedZones } from '../../src/updating/updated-zone.ts';
import { Updater } from '../../src/updating/updater.ts';
import { type Name, printName } from '../../src/wire/name.ts';
import { printRdata } from '../../src/wire/presentation/print-rdata.ts';
import { printRecordType, printResponseCode, RecordType } from '../../src/wire/protocol.ts';
import { isNewerSerial } from '../../src/zone/serial.ts';
import { allTypesAsked, compareAnswers } from '../support/dns/compare-answers.ts';
import { makeUpdate } from '../support/dns/make-update.ts';
import { exampleName } from '../support/dns/make-zone.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';
import { createSeededRandom, type SeededRandom, testSeed } from '../support/seeded-random.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { requestOf, ruleOf } from '../support/worlds/updating-world.ts';
import { deciderBy } from '../support/worlds/verdicts.ts';

const configurable = {
  www: { ips: ['192.0.2.1', '192.0.2.2'], health_port: 80 },
  'x.deep': { records: { TXT: '"configured"' } },
  a: { ips: ['192.0.2.3'], health_port: 80, records: { TXT: '"beside"' } },
  '*.wild': { records: { A: '192.0.2.9' } },
  b: { records: { CNAME: 'www' } },
  '@': { records: { TXT: '"apex"' } },
  'gone.sub': { ips: ['192.0.2.5'], health_port: 80 },
};
const names = ['@', 'a', 'b', 'www', 'x.deep', 'deep', 'y.x.deep', 'c.wild', 'sub', 'gone.sub', 'z.sub', 'h'];
const datas = {
  A: ['192.0.2.101', '192.0.2.102'],
  TXT: ['"one"', '"two"'],
  CNAME: ['a.example.test.', 'h.example.test.'],
  MX: ['5 h.example.test.', '5 www.example.test.', '6 sub.example.test.'],
} as const;
const types = ['A', 'TXT', 'CNAME', 'MX'] as const;

interface Shape {
  readonly names: object;
  readonly hasSub: boolean;
  readonly hasAlias: boolean;
  readonly isHosted: boolean;
  readonly isFollowed: boolean;
}

function randomShape(random: SeededRandom): Shape {
  const kept = Object.entries(configurable).filter(() => random.chance(0.5));
  return {
    names: Object.fromEntries(kept),
    hasSub: random.chance(0.3),
    hasAlias: random.chance(0.5),
    isHosted: random.chance(0.85),
    isFollowed: random.chance(0.5),
  };
}

function zonesOf({ names: given, hasSub, hasAlias, isHosted, isFollowed }: Shape): readonly LoadedZone[] {
  const main = { names: given, ...(hasAlias && { aliases: ['alias.test'] }) };
  const zones = {
    ...(isHosted && { 'example.test': main }),
    ...(hasSub && { 'sub.example.test': { names: { in: ['192.0.2.6'] } } }),
    'other.test': { names: { in: ['192.0.2.7'] } },
  };
  const config = readConfig(
    {
      zones: JSON.stringify(zones),
      ns: '["ns.elsewhere.test"]',
      ...(isFollowed && { transfer: '{"allow": ["192.0.2.53"]}' }),
    },
    {},
  );
  const loaded = config.ok ? loadConfig(config.value) : config;
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problem));
  return loaded.value.zones.map((zone) => ({ ...zone, updates: [ruleOf()] }));
}

class World {
  readonly snapshot = new Snapshot();
  readonly publisher: Publisher;
  readonly updater: Updater;
  readonly #answer: ReturnType<typeof createUpdateAnswerer>;

  constructor(
    path: string,
    clock: FakeClock,
    isUp: (target: Target) => boolean,
    lastSerials: ReadonlyMap<Name, number>,
  ) {
    const { logger } = createRecordingLogger();
    this.publisher = new Publisher(this.snapshot, { clock, decider: deciderBy(isUp), lastSerials });
    this.updater = new Updater({
      publisher: this.publisher,
      store: new UpdateStore(path, { clock, logger }),
      clock,
      logger,
      servedEverywhere: async () => {},
    });
    this.#answer = createUpdateAnswerer({ updater: this.updater, log: new UpdateLog({ clock, logger }) });
  }

  async send(update: readonly string[]): Promise<string> {
    const reply = await this.#answer(requestOf(makeUpdate({ update }), 'all.', 5353));
    return reply instanceof Uint8Array ? printResponseCode((reply[3] ?? 0) & 0x0f) : 'nothing';
  }
}

/** By apex, each record as a line, but for the serial. */
function contentOf(publisher: Publisher): ReadonlyMap<string, readonly string[]> {
  const lines = publisher.zones.map(({ apex, nodes }) => {
    const records = [...nodes.names()].flatMap((name) => [
      `${printName(name)}`,
      ...(nodes.get(name) ?? [])
        .filter(({ type }) => type !== RecordType.SOA)
        .flatMap(({ type, ttlSeconds, rdatas }) =>
          rdatas.map(
            (rdata) => `${printName(name)} ${ttlSeconds} ${printRecordType(type)} ${printRdata(type, rdata)}`,
          ),
        ),
    ]);
    return [printName(apex), records.sort()] as const;
  });
  return new Map(lines);
}

async function madeFromNothing(
  shape: Shape,
  updated: UpdatedZones,
  isUp: (target: Target) => boolean,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const publisher = new Publisher(new Snapshot(), { clock: new FakeClock(), decider: deciderBy(isUp) });
  await publisher.update(new Map([...updated].map(([apex, zone]) => [apex, recordsOf(zone)])));
  await publisher.publishAll(zonesOf(shape));
  return contentOf(publisher);
}

function randomLine(random: SeededRandom): string {
  const name = random.pick(names);
  const type = random.pick(types);
  const data = random.pick(datas[type]);
  switch (random.below(6)) {
    case 0:
      return `del ${name}`;
    case 1:
      return `del ${name} ${type}`;
    case 2:
      return `del ${name} ${type} ${data}`;
    default:
      return `add ${name} ${random.pick([60, 120])} ${type} ${data}`;
  }
}

const printKept = (zones: UpdatedZones) =>
  JSON.stringify(
    [...zones]
      .filter(([, { nodes }]) => nodes.size > 0)
      .map(([apex, { nodes }]) => [
        apex,
        [...nodes]
          .map(([owner, node]) => [
            owner,
            [...node].map(([type, set]) => [type, set.ttlSeconds, [...set.origins.keys()]]),
          ])
          .sort(),
      ]),
  );

describe(`updates between reloads, verdicts and restarts (seed ${testSeed})`, () => {
  it('leave what they and the configuration make from nothing', async () => {
    const random = createSeededRandom();
    const path = `${makeTemporaryDirectory()}/updates.json`;
    const down = new Set<string>();
    const isUp = ({ key }: Target) => !down.has(key);
    const clock = new FakeClock();
    let world = new World(path, clock, isUp, new Map());
    await world.updater.start();
    let shape = randomShape(random);
    await world.publisher.publishAll(zonesOf(shape));
    const serials = new Map<string, number>();
    let before = contentOf(world.publisher);
    let changes = 0;
    for (let round = 0; round < 200; round++) {
      const step = random.below(10);
      let what = 'verdict';
      let isRestarted = false;
      if (step < 6) {
        const lines = Array.from({ length: 1 + random.below(3) }, () => randomLine(random));
        const kept = printKept(world.updater.zones);
        const code = await world.send(lines);
        what = `${code} ${lines}`;
        if (code !== 'NOERROR') expect(printKept(world.updater.zones)).to.equal(kept);
        expect(code).to.be.oneOf(shape.isHosted ? ['NOERROR', 'REFUSED'] : ['NOTAUTH']);
      } else if (step < 8) {
        shape = random.chance(0.3) ? { ...shape, isHosted: !shape.isHosted } : randomShape(random);
        what = `reload ${JSON.stringify(shape)}`;
        await world.publisher.publishAll(zonesOf(shape));
      } else if (step === 8) {
        const concerned = world.publisher.names.resolutions
          .flatMap(({ candidates }) =>
            candidates.flatMap(({ check }) => (check ? [...targetsOfCheck(check)] : [])),
          )
          .filter(() => random.chance(0.5));
        for (const { key } of concerned) if (!down.delete(key)) down.add(key);
        await world.publisher.publish({ targets: concerned });
      } else {
        what = 'restart';
        isRestarted = true;
        const kept = printKept(world.updater.zones);
        world = new World(path, clock, isUp, world.publisher.serials);
        expect(printKept(world.updater.zones)).to.equal(kept);
        await world.updater.start();
        await world.publisher.publishAll(zonesOf(shape));
      }
      clock.advance(random.pick([0, 0, 1000]));
      const after = contentOf(world.publisher);
      expect(after, `round ${round}: ${what}`).to.deep.equal(
        await madeFromNothing(shape, world.updater.zones, isUp),
      );
      for (const { apex, serial } of world.publisher.zones) {
        const text = printName(apex);
        const last = serials.get(text);
        const isSame = JSON.stringify(before.get(text)) === JSON.stringify(after.get(text));
        if (last !== undefined && (!isSame || isRestarted))
          expect(isNewerSerial(serial, last), `round ${round}: ${text} ${what}`).to.equal(true);
        if (last !== undefined && serial !== last) expect(isNewerSerial(serial, last)).to.equal(true);
        serials.set(text, serial);
        if (!isSame) changes++;
      }
      before = after;
      if (round % 25 === 0)
        compareAnswers(
          world.snapshot.image,
          world.publisher.zones,
          [...names.filter((name) => name !== '@'), 'absent', 'q.wild', 'in.sub'].map(exampleName),
          random,
          [undefined],
          allTypesAsked,
        );
    }
    expect(changes).to.be.greaterThan(50);
  });
});
