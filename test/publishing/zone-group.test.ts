// Several groups under one publisher: each with its own facts, aliases and serial, all of them in one snapshot.

import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
import { Decider } from '../../src/health/deciding/decider.ts';
import { LastHealthy } from '../../src/health/deciding/last-healthy.ts';
import { targetsOf } from '../../src/health/deciding/resolution.ts';
import type { LoadedZone } from '../../src/publishing/loaded-zone.ts';
import { Publisher } from '../../src/publishing/publisher.ts';
import { askImage } from '../../src/reporting/explain/ask-image.ts';
import { RecordType } from '../../src/wire/protocol.ts';
import type { Zone } from '../../src/zone/zone.ts';
import { configOf, groupsOf } from '../support/daemon/read-findings.ts';
import { makeFailingKey } from '../support/dns/failing-key.ts';
import { signingKey } from '../support/dns/make-signing-key.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { verifyZone } from '../support/dns/verify-zone.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { verdictsBy } from '../support/worlds/verdicts.ts';

const checked = (...ips: string[]) => ({ ips, health_port: 80 });

function groupOf(
  zone: string,
  names: Readonly<Record<string, unknown>>,
  given: Partial<LoadedZone> = {},
): LoadedZone {
  const config = configOf({
    'hosted-zone': zone,
    'alias-zones': JSON.stringify([`alias-${zone}`]),
    'zone-resolutions': JSON.stringify(names),
  });
  const [group] = groupsOf(config).map((zone) => ({ ...zone, ...given }));
  if (group === undefined) throw new Error('there is a zone');
  return group;
}

function resolutionAt({ content }: LoadedZone, label: string) {
  const found = content.resolutions.find((resolution) => resolution.label === label);
  if (found === undefined) throw new Error(label);
  return found;
}

describe('Publisher of several hosted zones', () => {
  const one = groupOf('one.test', { www: checked('192.0.2.1', '192.0.2.2'), lonely: checked('192.0.2.3') });
  const two = groupOf('two.test', { www: checked('192.0.2.1', '192.0.2.4') });
  let up: Set<string>;
  let clock: FakeClock;
  let snapshot: Snapshot;
  let publisher: Publisher;
  let lastHealthy: LastHealthy;

  beforeEach(() => {
    up = new Set(['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4']);
    clock = new FakeClock();
    snapshot = new Snapshot();
    lastHealthy = new LastHealthy();
    const probed = verdictsBy(({ address }) => up.has(address.text));
    publisher = new Publisher(snapshot, { clock, decider: new Decider({ probed, lastHealthy }) });
  });

  const answered = (name: string) => askImage(snapshot.image, nameOf(name), RecordType.A).answer;
  const serials = () => publisher.zones.map(({ serial }) => serial - clock.wall);
  const turnDown = (address: string) => {
    up.delete(address);
    const targets = [one, two].flatMap(({ content }) => content.resolutions.flatMap(targetsOf));
    return publisher.publish({ targets: targets.filter(({ address: { text } }) => text === address) });
  };
  const countAt = (...names: readonly string[]) => names.map((name) => answered(name).length);

  it('answers for all of them and their aliases', async () => {
    await publisher.publishAll([one, two]);
    expect(countAt('www.one.test', 'www.alias-one.test', 'www.two.test', 'www.alias-two.test')).to.deep.equal(
      [2, 2, 2, 2],
    );
    const shared = targetsOf(resolutionAt(two, 'www')).filter(({ address }) => address.text === '192.0.2.1');
    expect(shared.map((target) => publisher.usersOf(target).length)).to.deep.equal([2]);
  });

  it('has a serial newer than that of its master file, also when only that one changed', async () => {
    const now = clock.wall;
    const withSerial = (soaSerial: number) => ({ ...one, content: { ...one.content, soaSerial } });
    await publisher.publishAll([withSerial(1)]);
    expect(publisher.serial).to.equal(now);
    await publisher.publishAll([withSerial(now - 1)]);
    expect(publisher.serial).to.equal(now);
    await publisher.publishAll([withSerial(now + 100)]);
    expect(publisher.serial).to.equal(now + 101);
    await publisher.publishAll([withSerial(now + 100)]);
    expect(publisher.serial).to.equal(now + 101);
  });

  it('raises the serial only of zones in which a record differs', async () => {
    await publisher.publishAll([one, two]);
    expect(serials()).to.deep.equal([0, 0, 0, 0]);
    await turnDown('192.0.2.4');
    expect(serials()).to.deep.equal([0, 0, 1, 1]);
    await turnDown('192.0.2.1');
    expect(serials()).to.deep.equal([1, 1, 2, 2]);
    expect(countAt('www.one.test', 'www.alias-one.test', 'www.two.test', 'lonely.one.test')).to.deep.equal([
      1, 1, 0, 1,
    ]);
  });

  it('keeps zones that a reload does not touch, and drops those it removes', async () => {
    await publisher.publishAll([one, two]);
    const [kept] = publisher.zones;
    clock.wall += 100;
    const more = groupOf('two.test', { www: checked('192.0.2.1'), more: ['192.0.2.9'] });
    expect(await publisher.publishAll([one, more])).to.equal(true);
    expect(publisher.zones[0]).to.equal(kept);
    expect(serials()).to.deep.equal([-100, -100, 0, 0]);
    expect(await publisher.publishAll([one])).to.equal(true);
    expect(askImage(snapshot.image, nameOf('www.two.test'), RecordType.A).code).to.equal('REFUSED');
    expect(countAt('www.one.test')).to.deep.equal([2]);
    expect(await publisher.publishAll([one])).to.equal(false);
  });

  it('continues the serial of a zone that comes back', async () => {
    await publisher.publishAll([one, two]);
    await turnDown('192.0.2.4');
    await publisher.publishAll([one]);
    await publisher.publishAll([one, two]);
    expect(serials()).to.deep.equal([0, 0, 2, 2]);
  });

  it('remembers the last healthy set of equal labels in different zones separately', async () => {
    const last = { when_all_down: 'last' };
    const groups = [
      groupOf('one.test', { www: { ...checked('192.0.2.1', '192.0.2.2'), ...last } }),
      groupOf('two.test', { www: { ...checked('192.0.2.1', '192.0.2.4'), ...last } }),
    ];
    up.delete('192.0.2.1');
    await publisher.publishAll(groups);
    up.clear();
    await publisher.publish({ names: () => true });
    const remembered = [...lastHealthy.all].map(([name, addresses]) => [name, addresses.map((a) => a.text)]);
    expect(remembered).to.deep.equal([
      [nameOf('www.one.test'), ['192.0.2.2']],
      [nameOf('www.two.test'), ['192.0.2.4']],
    ]);
    expect(countAt('www.one.test', 'www.two.test')).to.deep.equal([1, 1]);
  });

  it('can move a zone from one group to another', async () => {
    await publisher.publishAll([one, two]);
    const alone = groupOf('alias-two.test', { www: ['192.0.2.9'] });
    await publisher.publishAll([one, alone]);
    expect(countAt('www.alias-two.test', 'www.two.test')).to.deep.equal([1, 0]);
  });

  it('still has every zone when the image fills up to its last octet', async () => {
    await publisher.publishAll([one, two]);
    for (let round = 0; round < 200; round++) {
      await turnDown('192.0.2.4');
      up.add('192.0.2.4');
      await publisher.publish({ names: ({ label }) => label === 'www' });
    }
    expect(countAt('www.one.test', 'www.alias-one.test', 'www.two.test', 'www.alias-two.test')).to.deep.equal(
      [2, 2, 2, 2],
    );
  });

  describe('signed', () => {
    const bogus = (zones: readonly Zone[]) => zones.flatMap((zone) => verifyZone(zone, clock.wallSeconds()));

    it('signs each with its own keys, or not at all', async () => {
      const signed = { ...two, signing: { kind: 'nsec', keys: [signingKey()] } as const };
      await publisher.publishAll([one, signed]);
      await turnDown('192.0.2.1');
      const [plain, , ...others] = publisher.zones;
      expect(plain?.security).to.equal(undefined);
      expect(others.every(({ security }) => security?.kind === 'nsec')).to.equal(true);
      expect(bogus(others)).to.deep.equal([]);
    });

    it('changes none of them while one cannot be signed, and all once it can', async () => {
      const failing = makeFailingKey();
      const signed = { ...two, signing: { kind: 'nsec', keys: [failing.key] } as const };
      await publisher.publishAll([one, signed]);
      failing.fails = true;
      const outcome = await Promise.resolve(turnDown('192.0.2.1')).catch((error: unknown) => String(error));
      expect(outcome).to.contain('no memory');
      expect(countAt('www.one.test', 'www.two.test')).to.deep.equal([2, 2]);
      failing.fails = false;
      await publisher.publish();
      expect(countAt('www.one.test', 'www.two.test')).to.deep.equal([1, 1]);
      expect(bogus(publisher.zones.slice(2))).to.deep.equal([]);
    });
  });
});
