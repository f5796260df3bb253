// What becomes of a request to drain or force: refused or begun, published, saved, and clear once no cache holds the address.

import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
import type { Peer } from '../../src/attending/request.ts';
import { Decider } from '../../src/health/deciding/decider.ts';
import { targetsOf } from '../../src/health/deciding/resolution.ts';
import type { Target } from '../../src/health/target.ts';
import { OperatorHand } from '../../src/operating/operator-hand.ts';
import { overrideFilePath } from '../../src/operating/override-file.ts';
import { OverridesKeeper } from '../../src/operating/overrides-keeper.ts';
import { ChangeFlow } from '../../src/publishing/change-flow.ts';
import { HandedOut, marginMs } from '../../src/publishing/handed-out.ts';
import type { LoadedZone } from '../../src/publishing/loaded-zone.ts';
import { Publisher } from '../../src/publishing/publisher.ts';
import { Secondaries } from '../../src/transfer/secondaries/secondaries.ts';
import { parseIpAddress } from '../../src/wire/ip-address.ts';
import { findRRset } from '../../src/zone/zone.ts';
import { configOf, groupsOf } from '../support/daemon/read-findings.ts';
import { exampleName, nameOf } from '../support/dns/make-zone.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const names = {
  www: { ips: ['192.0.2.1', '192.0.2.2'], health_port: 80 },
  api: { ips: ['192.0.2.1'], health_port: 80 },
  static: ['192.0.2.9'],
};
const by = { uid: 0, name: 'alice' };
const ttlSeconds = 60;

function groupOf(zone: string, given: Readonly<Record<string, unknown>>): LoadedZone {
  const flags = { 'hosted-zone': zone, 'zone-resolutions': JSON.stringify(given), ttl: String(ttlSeconds) };
  const [group] = groupsOf(configOf(flags));
  if (group === undefined) throw new Error('there is a zone');
  return group;
}

class HandWorld {
  readonly clock = new FakeClock();
  readonly followers = new Secondaries(this.clock, {
    // They do not say what they have.
    onOutdated(_, zone) {
      for (let asked = 0; asked < 3; asked++) zone.keptSilent();
    },
    onRemoved: () => undefined,
    onHeard: () => undefined,
    onMoved: (apex) => this.hand.followersMoved(apex),
  });
  readonly log = createRecordingLogger();
  readonly path: string;
  readonly keeper: OverridesKeeper;
  readonly held: Target[] = [];
  readonly decider = new Decider({
    probed: () => 'up',
    isHeld: (target) => this.held.includes(target),
    overrides: () => this.keeper.current,
  });
  readonly handedOut = new HandedOut(this.clock);
  readonly publisher = new Publisher(new Snapshot(), {
    clock: this.clock,
    decider: this.decider,
    handedOut: this.handedOut,
    onReplaced: (replaced) => this.followers.replaced(replaced),
  });
  readonly changes = new ChangeFlow({
    publisher: this.publisher,
    clock: this.clock,
    logger: this.log.logger,
    onPublished: () => undefined,
  });
  readonly hand: OperatorHand;

  constructor(path = overrideFilePath(makeTemporaryDirectory())) {
    this.path = path;
    this.keeper = new OverridesKeeper(path, { clock: this.clock, logger: this.log.logger });
    this.hand = new OperatorHand({
      clock: this.clock,
      logger: this.log.logger,
      keeper: this.keeper,
      handedOut: this.handedOut,
      decider: this.decider,
      publisher: this.publisher,
      changes: this.changes,
      endHolds: (isMeant) => {
        const ended = this.held.filter(isMeant);
        for (const target of ended) this.held.splice(this.held.indexOf(target), 1);
        return ended;
      },
      followers: this.followers,
      movedOn: () => {
        // A last reply with the address leaves half a second later.
        this.clock.advance(500);
        return Promise.resolve();
      },
    });
  }

  async open(...groups: readonly LoadedZone[]): Promise<void> {
    await this.changes.open(groups);
    this.hand.start();
  }

  drain(subject: string, { mayEmpty = true, forSeconds }: { mayEmpty?: boolean; forSeconds?: number } = {}) {
    return this.hand.begin({ action: 'drain', subject, by, forSeconds, mayEmpty });
  }

  addresses(label: string): number {
    const [zone] = this.publisher.zones;
    return (zone && findRRset(zone, exampleName(label), 1)?.rdatas.length) ?? 0;
  }

  events(): unknown[] {
    return this.log.entries.map(({ fields }) => fields.event);
  }
}

describe('OperatorHand', () => {
  let world: HandWorld;
  beforeEach(async () => {
    world = new HandWorld();
    await world.open(groupOf('example.test', names));
  });
  afterEach(() => world.hand.stop());

  it('has published a drain when it reports that it began', async () => {
    const begun = await world.drain('192.0.2.1');
    expect(begun.ok && begun.value.emptied).to.deep.equal(['api']);
    expect([world.addresses('www'), world.addresses('api')]).to.deep.equal([1, 0]);
    expect(world.hand.list().map(({ subject, names: about }) => [subject, about])).to.deep.equal([
      ['192.0.2.1', ['www', 'api']],
    ]);
  });

  it('counts the TTL from when the last reply with the address has left', async () => {
    await world.drain('192.0.2.1');
    const leftMs = () => world.hand.list()[0]?.clearInMs;
    expect(leftMs()).to.equal(ttlSeconds * 1000 + marginMs);
    world.clock.advance(ttlSeconds * 1000);
    expect(leftMs()).to.equal(marginMs);
    world.clock.advance(marginMs);
    expect(leftMs()).to.equal(0);
  });

  it('refuses what would leave a name empty, and changes nothing', async () => {
    const refused = await world.drain('192.0.2.1', { mayEmpty: false });
    expect(refused.ok || [refused.problem.problem, refused.problem.names]).to.deep.equal([
      'would-empty',
      ['api'],
    ]);
    expect([world.addresses('api'), world.hand.list(), world.events()]).to.deep.equal([1, [], []]);
  });

  it('refuses to force what is not probed or not configured', async () => {
    const force = (subject: string) => world.hand.begin({ action: 'down', subject, by, mayEmpty: true });
    const problems = [await force('192.0.2.9'), await force('static'), await force('192.0.2.77')];
    expect(problems.map((result) => result.ok || result.problem.problem)).to.deep.equal([
      'not-checked',
      'not-checked',
      'unknown',
    ]);
  });

  it('ends a drain when it expires, and logs it', async () => {
    await world.drain('www', { forSeconds: 30 });
    expect(world.addresses('www')).to.equal(0);
    world.clock.wall += 30;
    world.clock.advance(30_000);
    await until('it is answered again', () => world.addresses('www') === 2);
    expect(world.events()).to.include('override-expired');
    expect(world.hand.list()).to.deep.equal([]);
  });

  it('changes how long a repeated drain lasts, not since when', async () => {
    await world.drain('192.0.2.2');
    const since = world.hand.list()[0]?.sinceSeconds;
    world.clock.wall += 100;
    await world.drain('192.0.2.2', { forSeconds: 60 });
    expect(
      world.hand.list().map(({ sinceSeconds, untilSeconds }) => [sinceSeconds, untilSeconds]),
    ).to.deep.equal([[since, world.clock.wall + 60]]);
  });

  it('ends overrides of what a reload has removed', async () => {
    await world.drain('api');
    await world.publisher.publishAll([groupOf('example.test', { static: ['192.0.2.9'] })]);
    expect(world.hand.list().map(({ names: about }) => about)).to.deep.equal([[]]);
    const ended = await world.hand.end(true, 'api', by);
    expect(ended.ok && ended.value.ended?.subject).to.equal('api');
    const again = await world.hand.end(true, 'api', by);
    expect(again.ok || again.problem.problem).to.equal('unknown');
  });

  it('reports what else keeps an address drained', async () => {
    await world.drain('192.0.2.1');
    await world.drain('192.0.2.1:80');
    const ended = await world.hand.end(true, '192.0.2.1:80', by);
    expect(ended.ok && ended.value.others.map(({ subject }) => subject)).to.deep.equal(['192.0.2.1']);
    expect(world.addresses('api')).to.equal(0);
  });

  it('releases a held target although nothing was forced', async () => {
    const [www] = groupOf('example.test', names).content.resolutions;
    world.held.push(...(www === undefined ? [] : targetsOf(www).slice(0, 1)));
    const ended = await world.hand.end(false, '192.0.2.1', by);
    expect(ended.ok && [ended.value.ended, ended.value.released]).to.deep.equal([
      undefined,
      ['tcp 192.0.2.1:80'],
    ]);
    expect(world.held).to.deep.equal([]);
  });

  describe('with several hosted zones', () => {
    beforeEach(async () => {
      await world.publisher.publishAll([
        groupOf('example.test', names),
        groupOf('other.test', { www: ['192.0.2.1'], own: ['192.0.2.3'] }),
      ]);
    });

    it('asks which of two names is meant', async () => {
      const refused = await world.drain('www');
      expect(refused.ok || refused.problem.names).to.deep.equal(['www.example.test.', 'www.other.test.']);
    });

    it('drains the one that is meant, and not the other', async () => {
      const begun = await world.drain('www.other.test');
      expect(begun.ok && begun.value.emptied).to.deep.equal(['www']);
      expect(world.addresses('www')).to.equal(2);
      const [, other] = world.publisher.groups;
      expect(other?.main.serial).to.equal(world.clock.wall + 1);
    });

    it('drains an address in all of them', async () => {
      const begun = await world.drain('192.0.2.1');
      expect(begun.ok && begun.value.override.names).to.deep.equal(['www', 'api', 'www']);
    });
  });

  describe('with secondaries', () => {
    const apex = nameOf('example.test');
    const [first, second] = ['192.0.2.53', '192.0.2.54'].map((text) => ({
      address: parseIpAddress(text) ?? expect.fail(),
      port: 53,
      key: undefined,
    })) as [Peer, Peer];
    const drained = (subject = '192.0.2.1') => world.hand.list().find((each) => each.subject === subject);
    const awaited = () => drained()?.waitsFor?.map(({ secondary }) => secondary);
    const newest = () => world.publisher.groups[0]?.serial ?? 0;

    const follow = (...peers: readonly Peer[]) =>
      world.followers.follow(
        new Map([[apex, peers.map(({ address, port }) => ({ endpoint: { address, port } }))]]),
      );

    beforeEach(() => {
      follow(first, second);
      for (const peer of [first, second]) world.followers.received(peer, apex, newest());
      world.clock.advance((ttlSeconds + 60) * 1000);
    });

    it('waits until each of them has the serial without the address, and then for the TTL', async () => {
      const begun = await world.drain('192.0.2.1');
      expect(begun.ok && begun.value.override.clearInMs).to.equal(undefined);
      expect(awaited()).to.deep.equal(['192.0.2.53:53', '192.0.2.54:53']);
      world.clock.advance(1000);
      world.followers.received(first, apex, newest());
      expect(awaited()).to.deep.equal(['192.0.2.54:53']);
      world.clock.advance(600_000);
      world.followers.asked(second, apex, newest() - 1);
      expect([awaited(), drained()?.clearInMs]).to.deep.equal([['192.0.2.54:53'], undefined]);
      world.followers.received(second, apex, newest());
      expect(awaited()).to.equal(undefined);
      const leftMs = drained()?.clearInMs ?? 0;
      expect(leftMs).to.be.within(ttlSeconds * 1000 + marginMs, ttlSeconds * 1000 + marginMs + 500);
      world.clock.advance(leftMs);
      expect(drained()?.clearInMs).to.equal(0);
    });

    it('says since when each has been behind, and in how many zones', async () => {
      await world.drain('192.0.2.1');
      // A last reply with the address left half a second later.
      const since = world.clock.wall - 1;
      world.clock.wall += 90;
      world.clock.advance(90_000);
      expect(drained()?.waitsFor?.[0]).to.deep.equal({
        secondary: '192.0.2.53:53',
        zones: 1,
        sinceSeconds: since,
      });
    });

    it('is content with a newer serial', async () => {
      await world.drain('192.0.2.1');
      await world.drain('192.0.2.2');
      for (const peer of [first, second]) world.followers.received(peer, apex, newest());
      expect([drained()?.waitsFor, drained('192.0.2.2')?.waitsFor]).to.deep.equal([undefined, undefined]);
    });

    it('does not wait for those whom a reload removes', async () => {
      await world.drain('192.0.2.1');
      world.followers.received(first, apex, newest());
      follow(first);
      expect(drained()?.clearInMs).to.be.a('number');
    });

    it('waits for those whom a reload adds while it waits', async () => {
      await world.drain('192.0.2.1');
      const third = { ...first, address: parseIpAddress('192.0.2.55') ?? expect.fail() };
      follow(first, second, third);
      for (const peer of [first, second]) world.followers.received(peer, apex, newest());
      expect(awaited()).to.deep.equal(['192.0.2.55:53']);
    });

    it('waits anew for zones that a reload brings', async () => {
      await world.drain('192.0.2.1');
      for (const peer of [first, second]) world.followers.received(peer, apex, newest());
      expect(drained()?.clearInMs).to.be.a('number');
      await world.publisher.publishAll([
        groupOf('example.test', names),
        groupOf('other.test', { www: ['192.0.2.1', '192.0.2.7'] }),
      ]);
      const other = nameOf('other.test');
      const peers = [{ endpoint: { address: first.address, port: 53 } }];
      world.followers.follow(new Map([[other, peers]]));
      world.hand.configReplaced();
      expect(awaited()).to.deep.equal(['192.0.2.53:53']);
      world.followers.received(first, other, world.publisher.groups[1]?.serial ?? 0);
      expect(drained()?.clearInMs).to.be.a('number');
    });

    it('forgets whom it waited for when the drain ends, and begins anew with the next one', async () => {
      await world.drain('192.0.2.1');
      await world.hand.end(true, '192.0.2.1', by);
      for (const peer of [first, second]) world.followers.received(peer, apex, newest());
      expect(world.hand.list()).to.deep.equal([]);
      await world.drain('192.0.2.1');
      expect(awaited()).to.have.length(2);
    });

    it('waits again after a restart in between, but not for what was clear before', async () => {
      await world.drain('192.0.2.1');
      for (const peer of [first, second]) world.followers.received(peer, apex, newest());
      await world.drain('192.0.2.2');
      const restarted = new HandWorld(world.path);
      restarted.keeper.recall();
      restarted.followers.follow(new Map([[apex, [{ endpoint: { address: first.address, port: 53 } }]]]));
      world.hand.stop();
      world = restarted;
      await world.open(groupOf('example.test', names));
      expect(drained('192.0.2.1')?.clearInMs).to.be.a('number');
      expect(drained('192.0.2.2')?.waitsFor).to.have.length(1);
      world.followers.received(first, apex, newest());
      expect(drained('192.0.2.2')?.clearInMs).to.be.a('number');
    });

    it('does not wait for secondaries of zones that the drain is not about', async () => {
      await world.publisher.publishAll([
        groupOf('example.test', names),
        groupOf('other.test', { own: ['192.0.2.3', '192.0.2.4'] }),
      ]);
      await world.drain('192.0.2.3');
      expect(drained('192.0.2.3')?.clearInMs).to.be.a('number');
    });
  });
});
