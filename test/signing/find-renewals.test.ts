// Which signatures are due for renewal, and when the next will be.

import { expect } from 'chai';
import { renewAheadSeconds } from '../../src/signing/find-renewals.ts';
import { deriveSignatureTimes } from '../../src/signing/signature-times.ts';
import {
  dueForRenewal,
  expiredOf,
  nextRenewalSeconds,
  renew,
  signZone,
} from '../../src/signing/zone-signer.ts';
import type { Zone } from '../../src/zone/zone.ts';
import { verifyZone } from '../support/dns/verify-zone.ts';
import { daySeconds, nowSeconds, settingsOf, zoneOf } from '../support/worlds/signed-world.ts';

describe('the renewals of a zone', () => {
  const settings = settingsOf();
  let signed: Zone;
  before(async () => {
    signed = await signZone(zoneOf(), settings, nowSeconds);
  });

  it('are none for a zone without signatures', () => {
    const zone = zoneOf();
    expect(dueForRenewal(zone, nowSeconds)).to.deep.equal([]);
    expect(expiredOf(zone, nowSeconds)).to.deep.equal([]);
    expect(nextRenewalSeconds(zone, nowSeconds)).to.equal(14 * daySeconds);
  });

  it('begin when the next one is due and not a second before', () => {
    const next = nextRenewalSeconds(signed, nowSeconds);
    expect(next).to.be.within(5 * daySeconds, 10 * daySeconds);
    expect(dueForRenewal(signed, nowSeconds + next - 1)).to.deep.equal([]);
    expect(dueForRenewal(signed, nowSeconds + next)).to.have.length.of.at.least(1);
    expect(nextRenewalSeconds(signed, nowSeconds + next)).to.equal(0);
  });

  it('include what is due within the hour', () => {
    const next = nowSeconds + nextRenewalSeconds(signed, nowSeconds);
    const isWithin = (name: Parameters<typeof signed.nodes.get>[0]) => {
      const one = { ...signed, nodes: { names: () => [name].values() } } as unknown as Zone;
      return nextRenewalSeconds(one, next) <= renewAheadSeconds;
    };
    const all = [...signed.nodes.names()];
    expect(dueForRenewal(signed, next)).to.have.members(all.filter(isWithin));
  });

  it('are done once', async () => {
    const next = nowSeconds + nextRenewalSeconds(signed, nowSeconds);
    const { zone } = await renew(signed, dueForRenewal(signed, next), settings, next, 2027);
    expect(dueForRenewal(zone, next)).to.deep.equal([]);
    expect(nextRenewalSeconds(zone, next)).to.be.above(renewAheadSeconds);
    expect(verifyZone(zone, next)).to.deep.equal([]);
  });

  it('are spread, however many signatures were made at once', async () => {
    const addresses = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`host${index}`, ['192.0.2.1']]),
    );
    const many = await signZone(zoneOf(addresses), settings, nowSeconds);
    const { spreadSeconds, lifeSeconds, reserveSeconds } = deriveSignatureTimes(many.timing);
    const startSeconds = nowSeconds + lifeSeconds - spreadSeconds - reserveSeconds;
    for (let hour = 0; hour * 3600 < spreadSeconds; hour++) {
      const now = startSeconds + hour * 3600;
      const justDue = new Set(dueForRenewal(many, now));
      for (const name of dueForRenewal(many, now - 3600)) justDue.delete(name);
      expect(justDue.size, `hour ${hour}`).to.be.below(40);
    }
  });

  it('are all due after the clock was set back by hours, and only some have expired days later', () => {
    const signedCount = signed.nodes.size - signed.emptyNonTerminals.size;
    expect(dueForRenewal(signed, nowSeconds - 3 * 3600)).to.have.length(signedCount);
    expect(expiredOf(signed, nowSeconds - 3 * 3600)).to.deep.equal([]);
    expect(expiredOf(signed, nowSeconds + 10 * daySeconds)).to.deep.equal([]);
    expect(expiredOf(signed, nowSeconds + 12 * daySeconds).length).to.be.within(1, signedCount);
    expect(expiredOf(signed, nowSeconds + 15 * daySeconds)).to.have.length(signedCount);
  });
});
