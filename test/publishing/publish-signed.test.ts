// Publishing when signing takes time: one change at a time, what changes meanwhile is published together, and a failure
// leaves what is served as it is.

import { expect } from 'chai';
import type { Name } from '../../src/wire/name.ts';
import { makeFailingKey } from '../support/dns/failing-key.ts';
import { signingKey } from '../support/dns/make-signing-key.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { fewNames, PublishingWorld } from '../support/worlds/publishing-world.ts';
import { settingsOf } from '../support/worlds/signed-world.ts';

describe('Publisher with keys', () => {
  const atEnd = runAfterEach();

  async function start() {
    const failing = makeFailingKey();
    const world = new PublishingWorld();
    atEnd(() => world.stop());
    await world.publish(settingsOf('nsec', failing.key));
    return { world, failing };
  }

  it('publishes what changed during signing together, under one serial', async () => {
    const { world, failing } = await start();
    const serials = [world.publisher.serial];
    let open: () => void = () => undefined;
    failing.gate = new Promise((resolve) => {
      open = resolve;
    });
    const [first, ...others] = world.targets;
    if (first === undefined) throw new Error('there are targets');
    const changes = [world.turnOver(first), ...others.map((target) => world.turnOver(target))];
    await new Promise((resolve) => setImmediate(resolve));
    expect(world.publisher.serial, 'while signatures are made').to.equal(serials[0]);
    open();
    for (const change of changes) {
      await change;
      serials.push(world.publisher.serial);
    }
    expect(new Set(serials).size).to.equal(3);
    expect(world.complaints()).to.deep.equal([]);
  });

  it('signs only the changed name, its denial record and the SOA', async () => {
    const { world, failing } = await start();
    failing.signed = 0;
    const [target] = world.targets.filter(({ key }) => key.includes('192.0.2.4'));
    if (target === undefined) throw new Error('*.wild has a target');
    await world.turnOver(target);
    // In two zones: the NSEC without the type, and the SOA.
    expect(failing.signed).to.equal(4);
    await world.turnOver(target);
    expect(failing.signed).to.equal(4 + 6);
  });

  it('keeps serving the old zone when signing fails, and the new one once it works again', async () => {
    const { world, failing } = await start();
    const { serial } = world.publisher;
    const [image, zones] = [world.image.words.slice(), world.publisher.zones];
    failing.fails = true;
    let failures = 0;
    for (const target of world.targets) await world.turnOver(target).catch(() => failures++);
    expect(failures).to.equal(world.targets.length);
    expect([world.publisher.serial, world.publisher.zones]).to.deep.equal([serial, zones]);
    expect(world.image.words).to.deep.equal(image);
    expect(world.complaints()).to.deep.equal([]);
    failing.fails = false;
    // Without any further change: what was not published is not forgotten.
    await world.again();
    expect(world.publisher.serial).to.be.above(serial ?? 0);
    expect(
      world.publisher.zones[0]?.nodes.get(world.publisher.zones[0].apex)?.some(({ type }) => type === 1),
    ).to.equal(false);
    expect(world.complaints()).to.deep.equal([]);
  });

  it('has an NSEC for an empty non-terminal while it is configured, whatever its health', async () => {
    const { world } = await start();
    const ownsNsec = () =>
      world.publisher.zones.map(
        ({ apex, security }) => security?.nodes.get(`\x04deep${apex}` as Name)?.denial !== undefined,
      );
    expect(ownsNsec()).to.deep.equal([false, false]);
    let { serial = 0 } = world.publisher;
    for (const [names, owns] of [
      [{ ...fewNames, deep: { ips: ['192.0.2.99'], health_port: 80 } }, true],
      [fewNames, false],
      [{ ...fewNames, deep: { ips: ['192.0.2.99'], health_port: 80 } }, true],
    ] as const) {
      world.reconfigure(names);
      expect(await world.publish(settingsOf('nsec'))).to.equal(true);
      expect(ownsNsec()).to.deep.equal([owns, owns]);
      expect(world.complaints()).to.deep.equal([]);
      expect(world.publisher.serial).to.be.above(serial);
      serial = world.publisher.serial ?? 0;
    }
  });

  it('goes from NSEC to NSEC3 and back, to other keys, to no key and back again', async () => {
    const { world } = await start();
    const [target] = world.targets;
    if (target === undefined) throw new Error('there are targets');
    for (const settings of [
      settingsOf('nsec3'),
      settingsOf('nsec3', signingKey(13, 1)),
      settingsOf('nsec', signingKey(13, 1), signingKey(13)),
      undefined,
      settingsOf('nsec', signingKey(15)),
      settingsOf('nsec3', signingKey(8)),
    ]) {
      expect(await world.publish(settings)).to.equal(true);
      expect(await world.publish(settings), 'the same once more').to.equal(false);
      if (settings !== undefined) expect(world.complaints()).to.deep.equal([]);
      await world.turnOver(target);
      if (settings !== undefined) expect(world.complaints()).to.deep.equal([]);
      expect(world.publisher.zones.every(({ security }) => security?.kind === settings?.kind)).to.equal(true);
    }
  });
});
