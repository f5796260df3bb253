// When hosts are looked up, on a clock that stands still: at the end of a TTL, in doubt, and no more often than that.

import { expect } from 'chai';
import type { Family, FamilyOutcome, HostOutcome } from '../../src/hosts/host-outcome.ts';
import { HostWatch, type KnownHosts } from '../../src/hosts/host-watch.ts';
import { lookupsPerSecond } from '../../src/hosts/lookup-queue.ts';
import type { IpAddress } from '../../src/wire/ip-address.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';

const four = new Set<Family>([4]);
const wanted = (...hosts: string[]) => new Map(hosts.map((host) => [host, four]));
const address = (text: string): IpAddress => ({ family: 4, text });
const found = (text: string, ttlSeconds = 60): FamilyOutcome => ({
  kind: 'found',
  addresses: [address(text)],
  ttlSeconds,
});
const failed: FamilyOutcome = { kind: 'failed', reason: 'no answer' };

function makeWorld(known?: KnownHosts) {
  const clock = new FakeClock();
  const { logger, entries } = createRecordingLogger();
  const world = {
    clock,
    /** Absent: no answer ever. */
    answer: found('192.0.2.1') as FamilyOutcome | undefined,
    asked: [] as string[],
    changes: 0,
    events: () => entries.map(({ fields }) => fields.event),
    addressesOf: (host: string) => watch.addressesOf(host).map(({ text }) => text),
    /** Lookups end and are followed up within the time that passes. */
    async pass(seconds: number) {
      for (let step = 0; step < seconds * 10; step++) {
        clock.advance(100);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
  const watch = new HostWatch({
    clock,
    random: () => 0,
    logger,
    known,
    lookUp(host) {
      world.asked.push(host);
      const { answer } = world;
      return answer === undefined
        ? new Promise<HostOutcome>(() => undefined)
        : Promise.resolve(new Map([[4, answer]]));
    },
    onChange: () => void world.changes++,
  });
  return { ...world, world, watch };
}

describe('HostWatch', () => {
  it('looks a host up at once, and when its TTL ends', async () => {
    const { world, watch } = makeWorld();
    void watch.watch(wanted('app'));
    await world.pass(1);
    expect([world.asked.length, world.addressesOf('app')]).to.deep.equal([1, ['192.0.2.1']]);
    await world.pass(58);
    expect(world.asked).to.have.length(1);
    await world.pass(2);
    expect(world.asked).to.have.length(2);
    expect(world.changes).to.equal(1);
  });

  it('lets its caller go on once all are known', async () => {
    const { world, watch } = makeWorld();
    let isDone = false;
    void watch.watch(wanted('a', 'b', 'c')).then(() => {
      isDone = true;
    });
    await world.pass(0.5);
    expect(isDone).to.equal(true);
  });

  it('lets its caller go on after three seconds without an answer', async () => {
    const { world, watch } = makeWorld();
    world.answer = undefined;
    let isDone = false;
    void watch.watch(wanted('app')).then(() => {
      isDone = true;
    });
    await world.pass(2.5);
    expect(isDone).to.equal(false);
    await world.pass(1);
    expect(isDone).to.equal(true);
  });

  it('knows the addresses of an earlier run until it has new ones', async () => {
    const { world, watch } = makeWorld(
      new Map([['app', { addresses: [address('192.0.2.9')], sinceSeconds: 5 }]]),
    );
    world.answer = failed;
    void watch.watch(wanted('app'));
    expect(world.addressesOf('app')).to.deep.equal(['192.0.2.9']);
    await world.pass(1);
    expect(world.addressesOf('app')).to.deep.equal(['192.0.2.9']);
    expect(watch.known.get('app')?.sinceSeconds).to.equal(5);
    expect(world.changes).to.equal(0);
  });

  it('looks a host up soon after an address of it went down, and every ten seconds while it is', async () => {
    const { world, watch } = makeWorld();
    world.answer = found('192.0.2.1', 600);
    void watch.watch(wanted('app', 'other'));
    await world.pass(20);
    expect(world.asked).to.have.length(2);
    world.answer = found('192.0.2.1', 600);
    watch.addressJudged(address('192.0.2.1'), true);
    await world.pass(0.5);
    expect(world.asked).to.have.length(4);
    await world.pass(30);
    expect(world.asked).to.have.length(10);
    watch.addressJudged(address('192.0.2.1'), false);
    await world.pass(60);
    expect(world.asked.length).to.be.at.most(12);
  });

  it('does not look a host up more often than every five seconds, however its addresses flap', async () => {
    const { world, watch } = makeWorld();
    void watch.watch(wanted('app'));
    await world.pass(1);
    for (let round = 0; round < 100; round++) {
      watch.addressJudged(address('192.0.2.1'), true);
      await world.pass(0.1);
      watch.addressJudged(address('192.0.2.1'), false);
    }
    expect(world.asked.length).to.be.at.most(4);
  });

  it('ignores an address that is no longer that of the host', async () => {
    const { world, watch } = makeWorld();
    void watch.watch(wanted('app'));
    await world.pass(1);
    watch.addressJudged(address('192.0.2.77'), true);
    await world.pass(20);
    expect(world.asked).to.have.length(1);
  });

  it('forgets a host that nobody wants any longer, and looks it up no more', async () => {
    const { world, watch } = makeWorld();
    void watch.watch(wanted('app', 'other'));
    await world.pass(1);
    void watch.watch(wanted('other'));
    expect(world.addressesOf('app')).to.deep.equal([]);
    await world.pass(200);
    expect(world.asked.filter((host) => host === 'app')).to.have.length(1);
    expect(world.clock.timerCount).to.equal(1);
  });

  it('looks a host up again at once when another family is wanted', async () => {
    const { world, watch } = makeWorld();
    void watch.watch(wanted('app'));
    await world.pass(1);
    void watch.watch(new Map([['app', new Set<Family>([4, 6])]]));
    await world.pass(0.2);
    expect(world.asked.length).to.be.greaterThan(1);
  });

  it('spreads many hosts with short TTLs over time', async () => {
    const { world, watch } = makeWorld();
    world.answer = found('192.0.2.1', 0);
    void watch.watch(wanted(...Array.from({ length: 1000 }, (_, at) => `app${at}`)));
    await world.pass(60);
    expect(new Set(world.asked).size).to.equal(1000);
    expect(world.asked.length).to.be.at.most(61 * lookupsPerSecond + lookupsPerSecond);
  });

  it('says what happens once, and not with every lookup', async () => {
    const { world, watch } = makeWorld();
    void watch.watch(wanted('app'));
    await world.pass(1);
    world.answer = failed;
    await world.pass(300);
    world.answer = found('192.0.2.2');
    await world.pass(60);
    world.answer = { kind: 'absent', ttlSeconds: 5 };
    await world.pass(200);
    expect(world.events()).to.deep.equal([
      'host-resolved',
      'host-lookup-failed',
      'host-lookup-works',
      'host-resolved',
      'host-absent',
    ]);
  });

  it('ends with its timers', async () => {
    const { world, watch } = makeWorld();
    void watch.watch(wanted('app', 'other'));
    await world.pass(1);
    watch.stop();
    expect(world.clock.timerCount).to.equal(0);
  });
});
