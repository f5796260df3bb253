// Changes reach secondaries over real sockets, and what these have is known.

import { createSocket } from 'node:dgram';
import { expect } from 'chai';
import { nameOf } from '../../support/dns/make-zone.ts';
import {
  type Behaviour,
  type ScriptedSecondary,
  startSecondary,
} from '../../support/dns/scripted-secondary.ts';
import { runAfterEach } from '../../support/run-after-each.ts';
import { until } from '../../support/until.ts';
import { FollowedWorld, type FollowedWorldSettings, notifying } from '../../support/worlds/followed-world.ts';

describe('followers of zones', () => {
  const atEnd = runAfterEach();

  async function start(behaviour: Behaviour, host?: string): Promise<ScriptedSecondary> {
    const secondary = await startSecondary(behaviour, host);
    atEnd(() => secondary.close());
    return secondary;
  }

  function follow(settings: FollowedWorldSettings): FollowedWorld {
    const world = new FollowedWorld(settings);
    atEnd(() => world.stop());
    return world;
  }

  const zoneOf = ({ followers }: FollowedWorld, apex = 'example.test') => {
    const [secondary] = followers.secondaries.ofZone(nameOf(apex));
    return secondary?.zones.get(nameOf(apex)) ?? expect.fail();
  };

  it('are told once at the start, and known to have what they answer', async () => {
    const secondary = await start({ soa: () => 1 });
    const world = follow({ transfer: notifying(secondary.endpoint) });
    await until('it is settled', () => zoneOf(world).isSettled);
    expect(secondary.notifies()).to.deep.equal([1]);
    expect(zoneOf(world).lackingSinceMs).to.equal(undefined);
    expect(zoneOf(world).lastNotify).to.include({ serial: 1, reply: 'NOERROR' });
  });

  it('are told of a change at once, with the new SOA as a hint', async () => {
    const secondary = await start({ soa: () => 1 });
    const world = follow({ transfer: notifying(secondary.endpoint) });
    await until('it is settled', () => zoneOf(world).isSettled);
    world.change(2);
    await until('it is told', () => secondary.notifies().includes(2));
    expect(zoneOf(world).has(2)).to.equal(false);
    secondary.behave({ soa: () => 2 });
    await until('it has it', () => zoneOf(world).has(2));
  });

  it('hear of the last serial after a storm of changes, and of few in between', async () => {
    let held = 1;
    const secondary = await start({ soa: () => held });
    const world = follow({ transfer: notifying(secondary.endpoint) });
    const begunMs = performance.now();
    for (let serial = 2; serial <= 500; serial++) {
      world.change(serial);
      if (serial % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    held = 500;
    await until('it has the last', () => zoneOf(world).has(500));
    const tookMs = performance.now() - begunMs;
    expect(secondary.notifies().at(-1)).to.equal(500);
    expect(secondary.notifies().length).to.be.at.most(2 + Math.ceil(tookMs / 100));
  });

  it('are told again until they answer', async () => {
    const secondary = await start({ notify: 'silent' });
    const world = follow({ transfer: notifying(secondary.endpoint) });
    await until('it is told again', () => secondary.notifies().length >= 2);
    expect(zoneOf(world).lastNotify?.reply).to.equal(undefined);
    secondary.behave({ soa: () => 1 });
    await until('it has it', () => zoneOf(world).has(1));
  });

  const notBelieved: Readonly<Record<string, Partial<Behaviour>>> = {
    'with another id': {
      spoil: (reply) => {
        reply.writeUInt8(reply.readUInt8(0) ^ 1, 0);
        return reply;
      },
    },
    'about another zone': {
      spoil: (reply) => {
        reply.writeUInt8(reply.readUInt8(13) ^ 1, 13);
        return reply;
      },
    },
    'that is a question': {
      spoil: (reply) => {
        reply.writeUInt8(reply.readUInt8(2) & 0x7f, 2);
        return reply;
      },
    },
    'of another kind': {
      spoil: (reply) => {
        reply.writeUInt8(reply.readUInt8(2) & ~0x78, 2);
        return reply;
      },
    },
    'cut short': { spoil: (reply) => reply.subarray(0, 11) },
  };
  for (const [what, behaviour] of Object.entries(notBelieved)) {
    it(`are not believed a reply ${what}`, async () => {
      const secondary = await start({ soa: () => 1, ...behaviour });
      const world = follow({ transfer: notifying(secondary.endpoint) });
      await until('it is told again', () => secondary.notifies().length >= 2);
      expect(zoneOf(world).lastNotify?.reply).to.equal(undefined);
      expect(zoneOf(world).held).to.equal(undefined);
    });
  }

  it('are not believed a reply from another port', async () => {
    const other = createSocket('udp4');
    await new Promise<void>((resolve) => other.bind(0, '127.0.0.1', resolve));
    atEnd(() => other.close());
    const secondary = await start({ soa: () => 1, repliesFrom: other });
    const world = follow({ transfer: notifying(secondary.endpoint) });
    await until('it is told again', () => secondary.notifies().length >= 2);
    expect(zoneOf(world).lastNotify?.reply).to.equal(undefined);
  });

  it('are not told again when they do not implement NOTIFY', async () => {
    const secondary = await start({ notify: 4, soa: () => 1 });
    const world = follow({ transfer: notifying(secondary.endpoint) });
    await until('it is settled', () => zoneOf(world).isSettled);
    expect(zoneOf(world).lastNotify?.reply).to.equal('NOTIMP');
    expect(secondary.notifies()).to.deep.equal([1]);
  });

  it('are known by their transfers when they do not say what they have', async () => {
    const secondary = await start({ soa: { code: 5 } });
    const world = follow({ transfer: notifying(secondary.endpoint) });
    await until('it refuses', () => zoneOf(world).refusal === 'REFUSED');
    expect(zoneOf(world).has(1)).to.equal(false);
    const peer = { address: secondary.endpoint.address, port: 40_000, key: undefined };
    world.followers.secondaries.asked(peer, nameOf('example.test'), undefined);
    expect(zoneOf(world).has(1)).to.equal(false);
    world.followers.secondaries.received(peer, nameOf('example.test'), 1);
    await until('it refuses again', () => zoneOf(world).has(1));
    expect(zoneOf(world).held).to.include({ by: 'transfer' });
  });

  it('have what they answer, not what they have transferred', async () => {
    let held = 1;
    const secondary = await start({ soa: () => held });
    const world = follow({ transfer: notifying(secondary.endpoint) });
    await until('it is settled', () => zoneOf(world).isSettled);
    world.change(2);
    await until('it is told', () => secondary.notifies().includes(2));
    const peer = { address: secondary.endpoint.address, port: 40_000, key: undefined };
    world.followers.secondaries.received(peer, nameOf('example.test'), 2);
    expect(zoneOf(world).has(2)).to.equal(false);
    held = 2;
    await until('it serves it', () => zoneOf(world).has(2));
  });

  it('are reached over IPv6', async function () {
    const secondary = await startSecondary({ soa: () => 1 }, '::1').catch(() => undefined);
    if (secondary === undefined) return this.skip();
    atEnd(() => secondary.close());
    const world = follow({ transfer: notifying(secondary.endpoint) });
    await until('it is settled', () => zoneOf(world).isSettled);
  });

  it('hear nothing more after a reload without them, nor after the end', async () => {
    const secondary = await start({ notify: 'silent' });
    const world = follow({ transfer: notifying(secondary.endpoint) });
    await until('it is told', () => secondary.notifies().length > 0);
    world.configure(notifying());
    expect([...world.followers.secondaries.all]).to.deep.equal([]);
    const other = await start({ soa: () => 1 });
    world.configure(notifying(other.endpoint));
    await until('another is told', () => other.notifies().length > 0);
    world.stop();
    const count = secondary.heard.length + other.heard.length;
    world.change(2);
    world.followers.stop();
    await new Promise((resolve) => setImmediate(resolve));
    expect(secondary.heard.length + other.heard.length).to.equal(count);
  });

  it('are not ourselves', async () => {
    const secondary = await start({ soa: () => 1 });
    const world = follow({ transfer: notifying(secondary.endpoint), own: [secondary.endpoint] });
    expect([...world.followers.secondaries.all]).to.deep.equal([]);
  });
});
