// A year of a signed zone in a few seconds: renewals, changes of health, clock steps, three key rollovers and a restart.
// At every step every signature is valid and stays so for the TTL to come, and whatever caches still hold fits together.

import { expect } from 'chai';
import { dsOf, type SigningSettings } from '../../src/signing/signing-settings.ts';
import {
  dueForRenewal,
  expiredOf,
  nextRenewalSeconds,
  renew,
  signChange,
  signZone,
} from '../../src/signing/zone-signer.ts';
import { readDs } from '../../src/wire/dnssec-rdata.ts';
import { DigestType, RecordType } from '../../src/wire/protocol.ts';
import type { Rdata } from '../../src/wire/rdata.ts';
import { changeZone } from '../../src/zone/build-zone.ts';
import { findRRset, type Zone } from '../../src/zone/zone.ts';
import { signingKey } from '../support/dns/make-signing-key.ts';
import { makeRecords } from '../support/dns/make-zone.ts';
import { type PlainSignature, readKey, readSignature, verifyZone } from '../support/dns/verify-zone.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';
import { daySeconds, everyShape, nowSeconds, zoneOf } from '../support/worlds/signed-world.ts';

/** How often the daemon looks for what is due, at the least. */
const lookSeconds = 6 * 3600;
/** TTL of the DS records at the parent, and how long it takes to publish them. */
const parentSeconds = daySeconds;

class World {
  now = nowSeconds;
  zone: Zone = zoneOf();
  addresses: Record<string, readonly string[]> = { ...everyShape };
  settings: SigningSettings;
  renewals = 0;
  /** What was served, and until when: the last one still is. */
  readonly served: { zone: Zone; untilSeconds: number }[] = [];
  readonly parent: { ds: readonly Rdata[]; untilSeconds: number }[] = [];

  constructor(settings: SigningSettings) {
    this.settings = settings;
  }

  serve(zone: Zone): void {
    const last = this.served.at(-1);
    if (last !== undefined) last.untilSeconds = this.now;
    this.served.push({ zone, untilSeconds: Number.POSITIVE_INFINITY });
    this.zone = zone;
  }

  /** As the daemon does at the start, and after a reload with other keys. */
  async publish(settings: SigningSettings, previous?: Zone): Promise<void> {
    this.settings = settings;
    this.serve(await signZone(zoneOf(this.addresses, this.zone.serial + 1), settings, this.now, previous));
  }

  async look(): Promise<void> {
    const names = dueForRenewal(this.zone, this.now);
    if (names.length === 0) return;
    this.renewals++;
    this.serve((await renew(this.zone, names, this.settings, this.now, this.zone.serial + 1)).zone);
  }

  async flip(owner: string, addresses: readonly string[]): Promise<void> {
    this.addresses[owner] = addresses;
    const change = changeZone(this.zone, makeRecords({ [owner]: addresses }), this.zone.serial + 1);
    if (change === undefined) return;
    this.serve((await signChange(change, this.zone, this.settings, this.now)).zone);
  }

  delegate(...ds: readonly Rdata[]): void {
    const last = this.parent.at(-1);
    if (last !== undefined) last.untilSeconds = this.now;
    this.parent.push({ ds, untilSeconds: Number.POSITIVE_INFINITY });
  }

  /** Everything that a validator could object to now, whatever of the last TTLs it has kept. */
  complaints(): string[] {
    const all = verifyZone(this.zone, this.now);
    const ttl = this.zone.timing.apexTtlSeconds;
    const served = this.served
      .filter(({ untilSeconds }) => untilSeconds > this.now - ttl)
      .map(({ zone }) => zone);
    const delegations = this.parent.filter(({ untilSeconds }) => untilSeconds > this.now - parentSeconds);
    for (const holder of served) {
      const keys = (findRRset(holder, holder.apex, RecordType.DNSKEY)?.rdatas ?? []).map((rdata) =>
        readKey(rdata),
      );
      const tags = new Set(keys.map(({ tag }) => tag));
      for (const zone of served) {
        if (!signersOf(zone).some(({ tag }) => tags.has(tag)))
          all.push('cached records, and no cached key that signed them');
      }
      for (const { ds } of delegations) {
        const wanted = ds.map((rdata) => readDs(rdata));
        if (!wanted.some(({ keyTag }) => tags.has(keyTag)))
          all.push('cached keys, and no cached DS that leads to them');
        // What the strictest validators ask for: every algorithm of the DS has signed everything.
        for (const { algorithm } of wanted) {
          if (!signersOf(holder).some((signer) => signer.algorithm === algorithm))
            all.push(`cached DS of algorithm ${algorithm}, and records that are not signed with it`);
        }
      }
    }
    this.served.splice(0, this.served.length - served.length);
    return all;
  }
}

function signersOf(zone: Zone): PlainSignature[] {
  const signatures = zone.security?.nodes.get(zone.apex)?.signatures.get(RecordType.NS);
  return (signatures?.rdatas ?? []).map(readSignature);
}

describe(`a year of a signed zone (TEST_SEED=${testSeed})`, () => {
  for (const kind of ['nsec', 'nsec3'] as const) {
    it(`is never bogus for a moment, with ${kind}`, async () => {
      const random = createSeededRandom();
      const [first, second, other] = [signingKey(13, 0), signingKey(13, 1), signingKey(15, 0)] as const;
      const dsFor = (key: typeof first) => dsOf(zoneOf().apex, key, DigestType.SHA256);
      const with_ = (...keys: readonly [typeof first, ...(typeof first)[]]): SigningSettings => ({
        kind,
        keys,
      });
      const world = new World(with_(first));
      const ttl = zoneOf().timing.apexTtlSeconds;
      // The steps of docs/dnssec.md, each as long after the one before as it says.
      const plan: { afterSeconds: number; act: () => Promise<void> | void }[] = [
        // The same algorithm, by hand at the registrar.
        { afterSeconds: 60 * daySeconds, act: () => world.publish(with_(first, second), world.zone) },
        { afterSeconds: ttl, act: () => world.delegate(dsFor(first), dsFor(second)) },
        { afterSeconds: parentSeconds, act: () => world.publish(with_(second, first), world.zone) },
        { afterSeconds: ttl, act: () => world.delegate(dsFor(second)) },
        { afterSeconds: parentSeconds, act: () => world.publish(with_(second), world.zone) },
        // Another algorithm.
        { afterSeconds: 60 * daySeconds, act: () => world.publish(with_(second, other), world.zone) },
        { afterSeconds: ttl, act: () => world.publish(with_(other, second), world.zone) },
        { afterSeconds: 0, act: () => world.delegate(dsFor(other)) },
        { afterSeconds: parentSeconds, act: () => world.publish(with_(other), world.zone) },
        // A restart: nothing is left of the signatures of before.
        { afterSeconds: 40 * daySeconds, act: () => world.publish(with_(other)) },
      ];
      const jumps = new Map([
        [30, -1800],
        [35, 1800],
        [40, -3 * 3600],
        [45, 3 * 3600],
        [200, -3599],
      ]);
      await world.publish(with_(first));
      world.delegate(dsFor(first));
      const endSeconds = nowSeconds + 365 * daySeconds;
      let day = 0;
      let dueSeconds = world.now + (plan[0]?.afterSeconds ?? 0);
      while (world.now < endSeconds) {
        const untilNext = nextRenewalSeconds(world.zone, world.now);
        const untilPlan = plan.length > 0 ? dueSeconds - world.now : Number.POSITIVE_INFINITY;
        world.now += Math.max(1, Math.min(untilNext, untilPlan, lookSeconds));
        // What was served until now, just before anything is done about it.
        if (plan.length === 0 || untilPlan > 0) expect(expiredOf(world.zone, world.now)).to.deep.equal([]);
        expect(world.complaints(), `day ${day}, before`).to.deep.equal([]);
        await world.look();
        while (plan.length > 0 && dueSeconds <= world.now) {
          await plan.shift()?.act();
          expect(world.complaints(), `day ${day}, after a step of the plan`).to.deep.equal([]);
          dueSeconds = world.now + (plan[0]?.afterSeconds ?? 0);
        }
        if (Math.floor((world.now - nowSeconds) / daySeconds) > day) {
          day = Math.floor((world.now - nowSeconds) / daySeconds);
          const owner = random.pick(Object.keys(everyShape));
          await world.flip(owner, random.chance(0.5) ? [] : ['192.0.2.1', '2001:db8::1']);
          const jump = jumps.get(day);
          if (jump !== undefined) {
            world.now += jump;
            await world.look();
          }
        }
        expect(world.complaints(), `day ${day}`).to.deep.equal([]);
      }
      expect(plan).to.deep.equal([]);
      expect(world.renewals).to.be.above(500);
    });
  }
});
