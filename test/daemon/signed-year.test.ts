// A year of serving signed zones: verdicts, renewals, two key changes by reload, restarts and clock steps, through the
// publisher and the compiled answers. At every step each reply verifies, now and for at least its TTL.

import { expect } from 'chai';
import type { SigningSettings } from '../../src/signing/signing-settings.ts';
import { signingKey } from '../support/dns/make-signing-key.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';
import { lookMs, PublishingWorld } from '../support/worlds/publishing-world.ts';
import { settingsOf } from '../support/worlds/signed-world.ts';

const hour = 3600;
const day = 24 * hour;
/** Between two checks; the daemon makes hundreds in that time. */
const stepSeconds = 12 * hour;

describe(`a year of a publisher that signs (TEST_SEED=${testSeed})`, () => {
  for (const kind of ['nsec', 'nsec3'] as const) {
    it(`serves what verifies at every step, with ${kind.toUpperCase()}`, async () => {
      const random = createSeededRandom();
      const clock = new FakeClock();
      const [old, next, other] = [signingKey(13, 0), signingKey(13, 1), signingKey(15, 0)] as const;
      let settings: SigningSettings = settingsOf(kind, old);
      let world = new PublishingWorld({ clock });
      const reload =
        (...keys: readonly (typeof old)[]) =>
        async () => {
          settings = settingsOf(kind, ...keys);
          await world.publish(settings);
        };
      const restart = async () => {
        const lastSerial = world.publisher.serial;
        world.stop();
        world = new PublishingWorld({ clock, lastSerial });
        await world.publish(settings);
      };
      const setClock = (seconds: number) => async () => {
        clock.wall += seconds;
        await world.look();
      };
      const plan = new Map<number, () => Promise<void>>([
        [20, setClock(-1800)],
        [25, setClock(1800)],
        [30, setClock(-3 * hour)],
        [35, setClock(3 * hour)],
        [40, setClock(40 * day)],
        [45, setClock(-40 * day)],
        [60, reload(old, next)],
        [62, reload(next, old)],
        [63, restart],
        [64, reload(next)],
        [150, restart],
        [200, reload(next, other)],
        [202, reload(other, next)],
        [204, reload(other)],
        [300, restart],
      ]);
      await world.publish(settings);
      const serials: number[] = [];
      let renewals = 0;
      for (let step = 0; step < 365 * (day / stepSeconds); step++) {
        clock.wall += stepSeconds - lookMs / 1000;
        // No renewal has run yet: what was served until now must still be valid.
        expect(world.complaints(), `step ${step}, before the look`).to.deep.equal([]);
        clock.wall += lookMs / 1000;
        const before = world.events('signatures-renewed').length;
        await world.look();
        renewals += world.events('signatures-renewed').length - before;
        const today = Math.floor((step * stepSeconds) / day);
        if (step % (day / stepSeconds) === 1) {
          await world.turnOver(random.pick(world.targets));
          const act = plan.get(today);
          plan.delete(today);
          await act?.();
        }
        expect(world.complaints(), `step ${step}`).to.deep.equal([]);
        const critical = world.log.filter(({ level }) => level === 'critical');
        expect(critical).to.deep.equal([]);
        serials.push(world.publisher.serial ?? 0);
      }
      world.stop();
      expect(plan.size).to.equal(0);
      expect(renewals).to.be.above(50);
      for (const [index, serial] of serials.entries()) {
        expect((serial - (serials[index - 1] ?? 0)) >>> 0, 'serials never go back').to.be.below(2 ** 31);
      }
    });
  }
});
