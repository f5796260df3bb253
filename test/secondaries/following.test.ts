// BIND, Knot, NSD and PowerDNS follow us: after every change they answer what we answer, by NOTIFY and differences, and what
// they hold and answer satisfies validators. SECONDARY_FLAPS sets how many changes there are.

import { expect } from 'chai';
import { RecordType } from '../../src/wire/protocol.ts';
import { printTable } from '../bench/print-table.ts';
import { endSpawned } from '../support/daemon/spawn-daemon.ts';
import { dsRecord } from '../support/dns/key-file.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { needUnbound, startUnbound, type Unbound } from '../support/dns/start-unbound.ts';
import {
  checkByKzonecheck,
  needKzonecheck,
  needZoneVerifiers,
  verifyZoneFile,
} from '../support/dns/verify-zone-file.ts';
import { untilAgreed, untilEmpty } from '../support/secondaries/agree.ts';
import {
  type FollowedWorld,
  questionsAbout,
  startFollowedWorld,
  zoneOf,
} from '../support/secondaries/followed-world.ts';
import { zoneKey } from '../support/secondaries/our-primary.ts';
import { needSecondaries, secondaryProducts } from '../support/secondaries/products.ts';
import { transferZone } from '../support/secondaries/transfer-zone.ts';
import { type Lag, summarize, watchFlap } from '../support/secondaries/watch-flap.ts';

const flapCount = Number(process.env['SECONDARY_FLAPS'] ?? 6);
/** They take milliseconds, but PowerDNS, which looks once a second; a busy machine may take longer. */
const lagMsMax = 10_000;
const { A, TXT, MX } = RecordType;

describe(`Secondaries (SECONDARY_FLAPS=${flapCount})`, function () {
  this.timeout(120_000 + 4000 * flapCount);
  let world: FollowedWorld;
  const apexes = () => world.settings.zones.map(({ apex }) => apex);
  const everything = () => apexes().flatMap(questionsAbout);
  before(async function () {
    needSecondaries(this);
    world = await startFollowedWorld();
  });
  after(async () => {
    await world?.stop();
    await endSpawned();
  });

  /** Ours, as it is when all secondaries have it. */
  async function settle(apex: string): Promise<readonly string[]> {
    await untilAgreed(world.all, questionsAbout(apex));
    const key = world.settings.zones.find((zone) => zone.apex === apex)?.key;
    const source = { port: world.primary.port, ...(key === undefined ? {} : { key }) };
    const records = await transferZone(apex, source);
    const serial = Number(records[0]?.split(/\s+/)[6]);
    for (const secondary of world.secondaries) await secondary.holds(apex, serial);
    return records;
  }

  it('answer what we answer when they have come', async () => {
    await untilAgreed(world.all, everything());
  });

  it('answer what we answer after every change of a backend', async () => {
    const lags: Lag[] = [];
    for (let flap = 0; flap < flapCount; flap++) {
      const target = world.targets[flap % 4 < 2 ? 0 : 1];
      const act = () => (flap % 2 === 0 ? target.takeDown() : target.bringUp());
      const watched = apexes().map((apex) => ({
        name: `${flap % 4 < 2 ? 'only' : 'x.wild'}.${apex}`,
        type: A,
      }));
      const seen = await watchFlap(world.all, watched, act);
      lags.push(...seen.map(({ name, ...lag }) => ({ ...lag, name: name.replace(/^(only|x\.wild)\./, '') })));
      await untilAgreed(world.all, everything());
    }
    const rows = summarize(lags, 'behindMs', zoneOf);
    process.stdout.write(printTable([['behind us', 'zone', 'median', 'worst'], ...rows]));
    expect(Math.max(...lags.map(({ behindMs }) => behindMs))).to.be.below(lagMsMax);
  });

  it('hold what we serve, record for record', async () => {
    for (const apex of apexes()) {
      const records = await settle(apex);
      for (const secondary of world.secondaries) {
        expect(await secondary.differences(apex, records), `${secondary.name} ${apex}`).to.deep.equal([]);
      }
    }
  });

  for (const { name, hasSignedDifferences } of secondaryProducts) {
    it(`followed by differences, as ${name} says itself, and had nothing to complain of`, () => {
      const secondary = world.secondaries.find((one) => one.name === name);
      if (secondary === undefined) throw new Error('it was started');
      for (const { apex, signing } of world.settings.zones) {
        const [first, ...later] = secondary.transfers(apex);
        const canDiffer = signing === undefined || hasSignedDifferences;
        expect(first, secondary.log).to.equal('whole');
        // Changes that come together come as one.
        expect(later.length, `${name} ${apex}`).to.be.above(0);
        expect(new Set(later), `${name} ${apex}`).to.deep.equal(
          new Set([canDiffer ? 'incremental' : 'whole']),
        );
      }
      expect(secondary.complaints).to.deep.equal([]);
    });
  }

  it('hold signed zones that dnssec-verify, ldns-verify-zone and kzonecheck accept', async function () {
    needZoneVerifiers(this);
    needKzonecheck(this);
    for (const { apex, signing } of world.settings.zones) {
      if (signing === undefined) continue;
      for (const secondary of world.secondaries) {
        const text = `${(await secondary.transfer(apex)).join('\n')}\n`;
        const complaints = [
          ...verifyZoneFile(apex, text, dsRecord(nameOf(apex), zoneKey)),
          ...checkByKzonecheck(apex, text),
        ];
        expect(complaints, `${secondary.name} ${apex}`).to.deep.equal([]);
      }
    }
  });

  describe('seen by unbound', () => {
    const resolvers = new Map<string, Unbound>();
    before(async function () {
      needUnbound(this);
      for (const secondary of world.secondaries) {
        const zones = world.settings.zones.map(({ apex, signing }) => ({
          apex,
          address: secondary.place.address,
          port: secondary.place.port,
          ...(signing === undefined ? {} : { anchor: dsRecord(nameOf(apex), zoneKey) }),
        }));
        resolvers.set(secondary.name, await startUnbound(zones));
      }
    });
    after(async () => {
      for (const resolver of resolvers.values()) await resolver.stop();
    });

    async function expectAll(kinds: Readonly<Record<string, string>>): Promise<void> {
      for (const { apex, signing } of world.settings.zones) {
        for (const [server, resolver] of resolvers) {
          for (const [what, kind] of Object.entries(kinds)) {
            const [owner, type] = what.split(' ');
            const verdict = await resolver.ask(`${owner}.${apex}`, Number(type));
            const found = { kind: verdict.kind, isSecure: verdict.isSecure };
            const expected = { kind, isSecure: signing !== undefined };
            expect(found, `${what} in ${apex} from ${server}\n${resolver.log}`).to.deep.equal(expected);
          }
        }
      }
    }

    it('prove what is there and what is not', async () => {
      await untilAgreed(world.all, everything());
      await expectAll({
        [`only ${A}`]: 'data',
        [`only ${MX}`]: 'nodata',
        [`x.wild ${A}`]: 'data',
        [`deep.er ${A}`]: 'data',
        [`er ${A}`]: 'nodata',
        [`absent ${A}`]: 'nxdomain',
        [`x.only ${A}`]: 'nxdomain',
      });
    });

    it('prove that a name is there but has no address when all of its backends are down', async () => {
      for (const target of world.targets) await target.takeDown();
      await watchUntilDown();
      await expectAll({
        [`only ${A}`]: 'nodata',
        [`both ${A}`]: 'nodata',
        [`x.wild ${A}`]: 'nodata',
        [`deep.er ${A}`]: 'nodata',
        [`only ${TXT}`]: 'data',
        [`absent ${A}`]: 'nxdomain',
      });
      for (const target of world.targets) await target.bringUp();
    });
  });

  async function watchUntilDown(): Promise<void> {
    const gone = ['only', 'both', 'x.wild', 'deep.er'];
    const names = apexes().flatMap((apex) => gone.map((owner) => `${owner}.${apex}`));
    await untilEmpty(world.all, names);
    await untilAgreed(world.all, everything());
  }
});
