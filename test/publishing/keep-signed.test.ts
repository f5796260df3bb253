// Signatures are checked once a minute, renewed in time, and failures are logged loudly.

import { expect } from 'chai';
import { makeFailingKey } from '../support/dns/failing-key.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { PublishingWorld } from '../support/worlds/publishing-world.ts';
import { settingsOf } from '../support/worlds/signed-world.ts';

const day = 86_400;

describe('keepSigned', () => {
  const atEnd = runAfterEach();

  async function start(settings = settingsOf()) {
    const world = new PublishingWorld();
    atEnd(() => world.stop());
    await world.publish(settings);
    return world;
  }

  it('does nothing while nothing is due', async () => {
    const world = await start();
    const { serial } = world.publisher;
    for (let i = 0; i < 10; i++) await world.look();
    world.clock.wall += 5 * day;
    await world.look();
    expect(world.publisher.serial).to.equal(serial);
    expect(world.log).to.deep.equal([]);
  });

  it('renews what is due under a new serial, in all zones, and logs it', async () => {
    const world = await start();
    world.clock.wall += 7 * day;
    await world.look();
    const [entry, ...others] = world.events('signatures-renewed');
    expect(others).to.deep.equal([]);
    expect(entry).to.deep.include({ level: 'info' });
    expect(entry?.fields).to.deep.include({ serial: world.publisher.serial });
    expect(entry?.fields['names']).to.be.above(0);
    expect(world.publisher.zones.map(({ serial }) => serial)).to.deep.equal([
      world.clock.wall,
      world.clock.wall,
    ]);
    expect(world.complaints()).to.deep.equal([]);
  });

  it('re-signs everything within two seconds each time the clock is set back by hours', async () => {
    const world = await start();
    for (const hours of [5, 2, 48]) {
      world.clock.wall -= hours * 3600;
      expect(world.complaints().join()).to.include('begins in the future');
      await world.pass(2000);
      expect(world.complaints()).to.deep.equal([]);
    }
    const renewed = world.events('signatures-renewed');
    expect(renewed).to.have.length(3);
    expect(new Set(world.publisher.zones.map(({ serial }) => serial)).size).to.equal(1);
  });

  it('re-signs everything within two seconds when the clock is set forward by a month', async () => {
    const world = await start();
    world.clock.wall += 30 * day;
    expect(world.complaints().join()).to.include('ends before');
    await world.pass(2000);
    expect(world.complaints()).to.deep.equal([]);
    expect(world.events('signatures-expired')).to.deep.equal([]);
  });

  it('checks again when the clock is set back while signatures are being made', async () => {
    const failing = makeFailingKey();
    const world = await start(settingsOf('nsec', failing.key));
    let open: () => void = () => undefined;
    failing.gate = new Promise((resolve) => {
      open = resolve;
    });
    world.clock.wall += 8 * day;
    world.clock.advance(2000);
    world.clock.wall -= 8 * day;
    world.clock.advance(2000);
    open();
    await world.pass(0);
    expect(world.complaints().join()).to.include('begins in the future');
    await world.pass(1000);
    expect(world.complaints()).to.deep.equal([]);
  });

  it('re-signs nothing after steps of less than an hour, nor when a step is undone', async () => {
    const world = await start();
    const { serial } = world.publisher;
    for (const seconds of [-1800, 1800, -3500, 3500, 2, -2]) {
      world.clock.wall += seconds;
      await world.pass(2000);
      expect(world.complaints()).to.deep.equal([]);
    }
    expect(world.publisher.serial).to.equal(serial);
  });

  it('retries after a minute, not every second, when signing failed after a step', async () => {
    const failing = makeFailingKey();
    const world = await start(settingsOf('nsec', failing.key));
    failing.fails = true;
    world.clock.wall -= 5 * 3600;
    for (let second = 0; second < 50; second++) await world.pass(1000);
    expect(world.events('signing-failed')).to.have.length(1);
    failing.fails = false;
    for (let second = 0; second < 15; second++) await world.pass(1000);
    expect(world.complaints()).to.deep.equal([]);
  });

  it('logs at critical that renewing failed, keeps trying, and logs when signatures have expired', async () => {
    const failing = makeFailingKey();
    const world = await start(settingsOf('nsec', failing.key));
    failing.fails = true;
    world.clock.wall += 8 * day;
    await world.look();
    await world.look();
    const failed = world.events('signing-failed');
    expect(failed).to.have.length(2);
    expect(failed[0]?.level).to.equal('critical');
    expect(world.events('signatures-expired')).to.deep.equal([]);
    // What is served is still valid.
    expect(world.complaints()).to.deep.equal([]);
    world.clock.wall += 7 * day;
    await world.look();
    const [expired] = world.events('signatures-expired');
    expect(expired?.level).to.equal('critical');
    expect(expired?.fields['names']).to.be.above(0);
    failing.fails = false;
    await world.look();
    expect(world.complaints()).to.deep.equal([]);
    expect(world.events('signatures-expired')).to.have.length(1);
  });

  it('says once that signatures are late, with the time that is left, and once that they are fresh again', async () => {
    const failing = makeFailingKey();
    const world = await start(settingsOf('nsec', failing.key));
    failing.fails = true;
    world.clock.wall += 8 * day;
    for (let tries = 0; tries < 5; tries++) await world.look();
    const [late, ...others] = world.events('signatures-late');
    expect(others).to.deep.equal([]);
    expect(late).to.deep.include({ level: 'error' });
    expect(late?.fields['names']).to.be.above(0);
    expect(late?.fields['leftSeconds']).to.be.within(2 * day, 6 * day);
    failing.fails = false;
    await world.look();
    await world.look();
    expect(world.events('signatures-fresh')).to.have.length(1);
  });

  it('does nothing after it was stopped', async () => {
    const world = await start();
    world.stop();
    world.clock.wall += 30 * day;
    await world.look();
    expect(world.log).to.deep.equal([]);
    expect(world.clock.timerCount).to.equal(0);
  });

  it('does nothing for unsigned zones', async () => {
    const world = new PublishingWorld();
    atEnd(() => world.stop());
    await world.publish(undefined);
    world.clock.wall += 400 * day;
    await world.look();
    expect(world.log).to.deep.equal([]);
  });
});
