// Types that a name should have but lacks, from one change to the next: which replies say so, what that does to serials
// and signatures, and that a fresh start would say the same.

import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
import { targetsOf } from '../../src/health/deciding/resolution.ts';
import type { Target } from '../../src/health/target.ts';
import { buildZones } from '../../src/publishing/build-zones.ts';
import type { LoadedZone } from '../../src/publishing/loaded-zone.ts';
import { Publisher } from '../../src/publishing/publisher.ts';
import type { Name } from '../../src/wire/name.ts';
import { haveSameMissing } from '../../src/zone/compare-zones.ts';
import type { Zone } from '../../src/zone/zone.ts';
import { configOf, groupsOf } from '../support/daemon/read-findings.ts';
import { compareAnswers } from '../support/dns/compare-answers.ts';
import { verifyZone } from '../support/dns/verify-zone.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';
import { settingsOf } from '../support/worlds/signed-world.ts';
import { decideBy, deciderBy } from '../support/worlds/verdicts.ts';

const four = '192.0.2.1';
const six = '2001:db8::1';
const spareFour = '192.0.2.2';
const spareSix = '2001:db8::2';
const service = { name: '_http._tcp', port: 80 };
const names = {
  '@': { ips: [four], health_port: 80 },
  both: { ips: [four, six], health_port: 80 },
  one: { ips: [four], health_port: 80, service },
  '*.wild': { ips: [six], health_port: 80 },
  // Only the backup has the other family.
  spared: { ips: [four], health_port: 80, backup: [spareSix] },
  all: { ips: [four], health_port: 80, backup: [spareSix], when_all_down: 'all' },
  sorry: { ips: [six], health_port: 80, when_all_down: ['198.51.100.1'] },
  few: { ips: [four, spareFour, six], health_port: 80, min_healthy: 2 },
  '_imap._tcp': { srv: [{ target: 'spared', port: 143 }] },
};
const all = [four, six, spareFour, spareSix];
const mnemonics: Readonly<Record<number, string>> = { 1: 'A', 28: 'AAAA', 33: 'SRV' };

function readNames(resolutions: unknown) {
  return configOf({ 'zone-resolutions': JSON.stringify(resolutions), 'alias-zones': '["alias.test"]' });
}

/** `owner TYPE` of everything that is missing in a zone, owners without the zone's name. */
function missingIn(zone: Zone): string[] {
  return [...zone.missing.names()]
    .flatMap((name) => {
      const owner = Buffer.from(name.slice(1, -zone.apex.length), 'latin1')
        .toString()
        .replace(/[^\w*-]/g, '.');
      return (zone.missing.get(name) ?? []).map((type) => `${owner || '@'} ${mnemonics[type]}`);
    })
    .sort();
}

for (const kind of [undefined, 'nsec', 'nsec3'] as const) {
  describe(`Publisher, ${kind === undefined ? 'without a key' : `signing with ${kind}`}, reports as missing (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    let up: Set<string>;
    const isUp = ({ address }: Target) => up.has(address.text);
    let clock: FakeClock;
    let snapshot: Snapshot;
    let publisher: Publisher;
    const config = configured(names);

    function configured(resolutions: unknown): LoadedZone[] {
      return groupsOf(readNames(resolutions), kind === undefined ? undefined : settingsOf(kind));
    }

    beforeEach(async () => {
      up = new Set(all);
      clock = new FakeClock();
      snapshot = new Snapshot();
      publisher = new Publisher(snapshot, { clock, decider: deciderBy(isUp) });
      await publisher.publishAll(config);
    });

    /** Makes exactly these addresses up; returns what is missing then, and whether the serial changed. */
    async function make(...addresses: readonly string[]): Promise<[missing: string[], isNewSerial: boolean]> {
      const changed = readNames(names)
        .resolutions.flatMap(targetsOf)
        .filter(({ address: { text } }) => up.has(text) !== addresses.includes(text));
      const { serial } = publisher;
      up = new Set(addresses);
      await publisher.publish({ targets: changed });
      checkAll(config);
      return [found(), publisher.serial !== serial];
    }

    /** The same in both zones. */
    function found(): string[] {
      const [first, second] = publisher.zones.map(missingIn);
      expect(second).to.deep.equal(first);
      return first ?? [];
    }

    function checkAll(zones: readonly LoadedZone[]): void {
      const fresh = buildZones({ zones }, decideBy(isUp), publisher.serial ?? 0);
      for (const [index, zone] of publisher.zones.entries()) {
        expect(haveSameMissing(zone, fresh[index] as Zone), 'as a fresh start').to.equal(true);
        expect(zone.serial).to.equal(publisher.serial);
        if (kind !== undefined) expect(verifyZone(zone, clock.wall)).to.deep.equal([]);
        const questions = [...zone.nodes.names(), `\x01x\x04wild${zone.apex}` as Name];
        // Signed zones have these everywhere; the reference knows nothing of them.
        compareAnswers(
          snapshot.image,
          publisher.zones,
          questions,
          random,
          kind === undefined ? undefined : [{}],
        );
      }
    }

    it('nothing while all is up', () => {
      checkAll(config);
      expect(found()).to.deep.equal([]);
    });

    it('what is down, but no type that is not configured or whose turn has not come', async () => {
      expect(await make(six, spareSix)).to.deep.equal([
        [
          ...['@ A', 'all A', 'both A', 'few A', 'few AAAA', 'ip-192-0-2-1.one A', 'one A'],
          ...['_http._tcp.one SRV', 'spared A'],
        ].sort(),
        true,
      ]);
      expect(await make(four, spareFour)).to.deep.equal([
        ['*.wild AAAA', 'both AAAA', 'few AAAA', 'sorry AAAA'].sort(),
        true,
      ]);
    });

    it('backups once their turn has come, and a service whose last host is gone', async () => {
      expect((await make())[0]).to.deep.equal(
        [
          ...['@ A', 'both A', 'both AAAA', 'one A', '_http._tcp.one SRV', 'ip-192-0-2-1.one A'],
          ...['*.wild AAAA', 'spared A', 'spared AAAA', '_imap._tcp SRV', 'all AAAA', 'sorry AAAA'],
          ...['few A', 'few AAAA'],
        ].sort(),
      );
      expect((await make(...all))[0]).to.deep.equal([]);
    });

    it('under the same serial when no record differs', async () => {
      // `all` keeps being answered with its address, but the turn of its backup, of another family, has come.
      const only = { all: names.all };
      await publisher.publishAll(configured(only));
      const { serial } = publisher;
      const before = publisher.zones;
      up = new Set();
      await publisher.publish({ targets: readNames(only).resolutions.flatMap(targetsOf) });
      expect(found()).to.deep.equal(['all AAAA']);
      expect(publisher.serial).to.equal(serial);
      for (const [index, zone] of publisher.zones.entries()) {
        expect(zone.nodes).to.equal(before[index]?.nodes);
        expect(zone.security).to.equal(before[index]?.security);
      }
      checkAll(configured(only));
      up = new Set(all);
      await publisher.publish({ targets: readNames(only).resolutions.flatMap(targetsOf) });
      expect([found(), publisher.serial]).to.deep.equal([[], serial]);
      checkAll(configured(only));
    });

    it('what a reload makes missing, under the same serial and with the same signatures', async () => {
      const old = { both: names.both };
      const next = { both: { ...names.both, ips: [four] } };
      up = new Set();
      await publisher.publishAll(configured(old));
      expect(found()).to.deep.equal(['both A', 'both AAAA']);
      const { serial, zones } = publisher;
      clock.wall += 10;
      expect(await publisher.publishAll(configured(old))).to.equal(false);
      expect(await publisher.publishAll(configured(next))).to.equal(true);
      expect(found()).to.deep.equal(['both A']);
      expect(publisher.serial).to.equal(serial);
      for (const [index, zone] of publisher.zones.entries()) {
        expect(zone.nodes).to.equal(zones[index]?.nodes);
        expect(zone.security).to.equal(zones[index]?.security);
      }
      checkAll(configured(next));
      up = new Set([four]);
      await publisher.publish({ targets: readNames(next).resolutions.flatMap(targetsOf) });
      expect(found()).to.deep.equal([]);
      expect(publisher.serial).to.not.equal(serial);
      checkAll(configured(next));
    });

    it('the same after renewed signatures and compaction', async () => {
      await make(four);
      clock.wall += 9 * 86_400;
      const { serial } = publisher;
      const renewed = await publisher.renewSignatures();
      expect(renewed > 0).to.equal(kind !== undefined);
      expect(publisher.serial !== serial).to.equal(kind !== undefined);
      checkAll(config);
      const { image } = snapshot;
      for (let i = 0; snapshot.image === image; i++) {
        await make(...(i % 2 === 0 ? [six] : [four]));
        snapshot.tidy();
      }
      checkAll(config);
    });
  });
}
