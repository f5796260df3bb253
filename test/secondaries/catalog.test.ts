// BIND, Knot and PowerDNS configure themselves from our catalog: zones come and go with a reload of ours, and nobody touches
// a secondary.

import { expect } from 'chai';
import { endSpawned } from '../support/daemon/spawn-daemon.ts';
import { untilAgreed } from '../support/secondaries/agree.ts';
import {
  everyKindOfZone,
  type FollowedWorld,
  questionsAbout,
  startFollowedWorld,
} from '../support/secondaries/followed-world.ts';
import { type PrimaryZone, transferKey } from '../support/secondaries/our-primary.ts';
import { needSecondaries, secondaryProducts } from '../support/secondaries/products.ts';

const catalog = { apex: 'catalog.invalid', key: transferKey };

describe('A catalog of our zones', function () {
  this.timeout(180_000);
  let world: FollowedWorld;
  let zones: readonly PrimaryZone[] = [];
  before(async function () {
    needSecondaries(this);
    const products = secondaryProducts.filter(({ hasCatalogs }) => hasCatalogs);
    // Nothing but the catalog is in their configuration.
    world = await startFollowedWorld({ catalog }, everyKindOfZone, products, { followsCatalogOnly: true });
    zones = world.settings.zones.map((zone) => ({ ...zone, key: transferKey }));
  });
  after(async () => {
    await world?.stop();
    await endSpawned();
  });

  async function serve(served: readonly PrimaryZone[]): Promise<void> {
    await world.primary.reload({ ...world.settings, zones: served });
  }

  it('brings them all of them', async () => {
    await untilAgreed(
      world.all,
      world.settings.zones.flatMap(({ apex }) => questionsAbout(apex)),
      60_000,
    );
  });

  it('brings them a zone that a reload adds, and takes away one that a reload removes', async () => {
    const [template, ...others] = zones;
    if (template === undefined) throw new Error('there are zones');
    const added = { ...template, apex: 'added.test' };
    await serve([template, ...others, added]);
    await untilAgreed(world.all, questionsAbout(added.apex), 60_000);
    await serve([template, ...others]);
    for (const secondary of world.secondaries) await secondary.forgets(added.apex);
    await untilAgreed(
      world.all,
      others.flatMap(({ apex }) => questionsAbout(apex)),
      60_000,
    );
    for (const secondary of world.secondaries) {
      expect(await secondary.serial(template.apex), secondary.name).to.be.a('number');
    }
  });

  it('brings them back one that was removed and is added again', async () => {
    const [template, ...others] = zones;
    if (template === undefined) throw new Error('there are zones');
    await serve(others);
    for (const secondary of world.secondaries) await secondary.forgets(template.apex);
    await serve([template, ...others]);
    await untilAgreed(world.all, questionsAbout(template.apex), 60_000);
  });
});
