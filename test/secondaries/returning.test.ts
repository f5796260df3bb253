// Secondaries that were away while zones changed come back by differences, and so they do when it was us who were away: after
// a restart from what was kept, after a power cut in any case to what we answer.

import { expect } from 'chai';
import { endSpawned } from '../support/daemon/spawn-daemon.ts';
import { untilAgreed } from '../support/secondaries/agree.ts';
import { askSerial } from '../support/secondaries/ask-serial.ts';
import {
  type FollowedWorld,
  questionsAbout,
  startFollowedWorld,
} from '../support/secondaries/followed-world.ts';
import { needSecondaries } from '../support/secondaries/products.ts';
import { until } from '../support/until.ts';

const changeCount = 5;
/** The end of a log tells why. */
const saidOctets = 4000;

describe('Secondaries', function () {
  this.timeout(180_000);
  let world: FollowedWorld;
  const apexes = () => world.settings.zones.map(({ apex }) => apex);
  before(async function () {
    needSecondaries(this);
    world = await startFollowedWorld();
    await untilAgreed(world.all, apexes().flatMap(questionsAbout));
  });
  after(async () => {
    await world?.stop();
    await endSpawned();
  });

  /** With all that they answer. */
  async function stopSecondaries(): Promise<void> {
    for (const secondary of world.secondaries) {
      for (const apex of apexes()) await secondary.keeps(apex);
      await secondary.stop();
    }
  }

  /** Serials, too: an even number of changes leaves the answers as they were. */
  async function untilCaughtUp(): Promise<void> {
    for (const secondary of world.secondaries) {
      for (const apex of apexes()) {
        const what = `${secondary.name} has the serial of ${apex} that we have`;
        const isEqual = async () => (await secondary.serial(apex)) === (await askSerial(world.ours, apex));
        await until(what, isEqual, 60_000);
      }
    }
    await untilAgreed(world.all, apexes().flatMap(questionsAbout), 60_000);
  }

  /** Flaps of a backend, an odd number of changes, while the servers that are up follow. */
  async function change(): Promise<void> {
    const [target] = world.targets;
    for (let turn = 0; turn < changeCount; turn++) {
      const before = (await ourSerials()).split(',');
      if (isDown) await target.bringUp();
      else await target.takeDown();
      isDown = !isDown;
      await until('our zone changes', async () =>
        (await ourSerials()).split(',').every((serial, at) => serial !== before[at]),
      );
    }
  }
  let isDown = false;

  /** Of all zones. */
  async function ourSerials(): Promise<string> {
    const serials = apexes().map((apex) => askSerial(world.ours, apex));
    return (await Promise.all(serials)).join();
  }

  function counts(): Map<string, number> {
    return new Map(
      world.secondaries.flatMap((secondary) =>
        apexes().map((apex) => [`${secondary.name} ${apex}`, secondary.transfers(apex).length] as const),
      ),
    );
  }

  /** Not one whole zone since then, but where the product never asks for less. */
  function expectDifferences(before: ReadonlyMap<string, number>): void {
    for (const secondary of world.secondaries) {
      const { name, product } = secondary;
      for (const { apex, signing } of world.settings.zones) {
        const later = secondary.transfers(apex).slice(before.get(`${name} ${apex}`));
        const canDiffer = signing === undefined || product.hasSignedDifferences;
        const expected = canDiffer ? 'incremental' : 'whole';
        expect(
          later.length > 0 && later.every((kind) => kind === expected),
          `${name} ${apex}: ${later.join() || 'nothing'}; it said: ${secondary.log.slice(-saidOctets)}`,
        ).to.equal(true);
      }
    }
  }

  it('that were stopped come back by differences', async () => {
    const before = counts();
    await stopSecondaries();
    await change();
    for (const secondary of world.secondaries) await secondary.follow(world.following);
    await untilCaughtUp();
    expectDifferences(before);
  });

  it('follow by differences over a restart of ours', async () => {
    const before = counts();
    await world.primary.stop();
    await world.primary.serve(world.settings);
    await change();
    await untilCaughtUp();
    expectDifferences(before);
  });

  it('that were away while we restarted come back by differences', async () => {
    const before = counts();
    await stopSecondaries();
    await change();
    await world.primary.stop();
    await world.primary.serve(world.settings);
    await change();
    for (const secondary of world.secondaries) await secondary.follow(world.following);
    await untilCaughtUp();
    expectDifferences(before);
  });

  it('have what we answer after a power cut', async () => {
    await change();
    await world.primary.stop('SIGKILL');
    await world.primary.serve(world.settings);
    await change();
    await untilAgreed(world.all, apexes().flatMap(questionsAbout), 60_000);
    for (const secondary of world.secondaries) {
      expect(secondary.complaints.filter((line) => !isAboutAbsence(line))).to.deep.equal([]);
    }
  });
});

/** While we are away nobody answers them. */
function isAboutAbsence(line: string): boolean {
  return /refused|timed out|timeout|unreachable|connection|no answer|failed|not usable/i.test(line);
}
