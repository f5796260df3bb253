// What becomes of a request to drain or force: refused or begun, published, saved, and clear once no cache holds the address.

import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
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
import { findRRset } from '../../src/zone/zone.ts';
import { configOf, groupsOf } from '../support/daemon/read-findings.ts';
import { exampleName } from '../support/dns/make-zone.ts';
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
    onOutdated: () => undefined,
    onRemoved: () => undefined,
    onHeard: () => undefined,
    onMoved: (apex) => this.hand.followersMoved(apex),
  });
  readonly log = createRecordingLogger();
  readonly #path = overrideFilePath(makeTemporaryDirectory());
  readonly keeper = new OverridesKeeper(this.#path, { clock: this.clock, logger: this.log.logger });
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
  readonly hand = new OperatorHand({
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
});
