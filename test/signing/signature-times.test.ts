// When signatures begin, end and are renewed.

import { expect } from 'chai';
import {
  chooseValidity,
  deriveSignatureTimes,
  inceptionBackSeconds,
  isExpired,
  untilRenewal,
} from '../../src/signing/signature-times.ts';
import { deriveTiming, ttlSecondsMax } from '../../src/zone/zone-timing.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { daySeconds, nowSeconds } from '../support/worlds/signed-world.ts';

const times = deriveSignatureTimes(deriveTiming(30, undefined, true));
const names = Array.from({ length: 1000 }, (_, index) => nameOf(`host${index}.example.test`));

describe('deriveSignatureTimes', () => {
  it('are 14 days, a third of them in reserve, unless TTLs need more', () => {
    expect(times.lifeSeconds).to.equal(14 * daySeconds);
    expect(times.reserveSeconds).to.equal(Math.floor((14 * daySeconds) / 3));
    expect(deriveSignatureTimes(deriveTiming(86_400, undefined, true)).lifeSeconds).to.equal(
      3 * 5.5 * daySeconds,
    );
  });

  for (const [interval, ttl] of [
    [30, undefined],
    [0.1, 0],
    [86_400, undefined],
    [30, 7 * daySeconds],
    [30, 60 * daySeconds],
  ] as const) {
    for (const isSigned of [true, false]) {
      it(`leaves time for caches and for secondaries that lost us, at intervals of ${interval} and a TTL of ${ttl}, ${isSigned ? 'short' : 'long'} expire`, () => {
        const timing = deriveTiming(interval, ttl, isSigned);
        const { reserveSeconds, lifeSeconds, spreadSeconds } = deriveSignatureTimes(timing);
        const ttlMax = Math.max(timing.addressTtlSeconds, timing.apexTtlSeconds, timing.minimumSeconds);
        expect(reserveSeconds).to.be.at.least(ttlMax + timing.expireSeconds);
        // Even the shortest life has something in it before it is renewed.
        expect(lifeSeconds - spreadSeconds - reserveSeconds).to.be.at.least(lifeSeconds / 3);
      });
    }
  }

  it('are a year at most, whatever the TTL', () => {
    expect(deriveSignatureTimes(deriveTiming(30, ttlSecondsMax, true)).lifeSeconds).to.equal(
      365 * daySeconds,
    );
  });
});

describe('a signature', () => {
  it('begins an hour ago and ends after three quarters of the life to all of it, always the same for a name and type', () => {
    for (const name of names.slice(0, 100)) {
      const validity = chooseValidity(times, name, 1, nowSeconds);
      expect(validity.inceptionSeconds).to.equal(nowSeconds - inceptionBackSeconds);
      const life = validity.expirationSeconds - nowSeconds;
      expect(life).to.be.within(times.lifeSeconds * 0.75, times.lifeSeconds);
      expect(chooseValidity(times, name, 1, nowSeconds)).to.deep.equal(validity);
    }
  });

  it('ends at another time than others made with it, evenly spread', () => {
    const buckets = new Array<number>(10).fill(0);
    for (const name of names) {
      const { expirationSeconds } = chooseValidity(times, name, 1, nowSeconds);
      const shorter = nowSeconds + times.lifeSeconds - expirationSeconds;
      const bucket = Math.floor((10 * shorter) / (times.spreadSeconds + 1));
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    for (const count of buckets) expect(count, buckets.join()).to.be.within(60, 140);
    const types = [1, 28, 47].map(
      (type) => chooseValidity(times, names[0] ?? nameOf('a'), type, nowSeconds).expirationSeconds,
    );
    expect(new Set(types).size).to.equal(3);
  });

  it('is due when only the reserve is left, and not before', () => {
    const validity = chooseValidity(times, nameOf('example.test'), 1, nowSeconds);
    const due = validity.expirationSeconds - times.reserveSeconds;
    expect(untilRenewal(times, validity, due - 1)).to.equal(1);
    expect(untilRenewal(times, validity, due)).to.equal(0);
    expect(untilRenewal(times, validity, due + 1)).to.equal(-1);
  });

  it('has expired one second after its end', () => {
    const validity = { inceptionSeconds: 0, expirationSeconds: nowSeconds };
    expect(isExpired(validity, nowSeconds)).to.equal(false);
    expect(isExpired(validity, nowSeconds + 1)).to.equal(true);
  });

  it('is not due when the clock is set back by less than an hour, and is when by more', () => {
    const validity = chooseValidity(times, nameOf('example.test'), 1, nowSeconds);
    expect(untilRenewal(times, validity, nowSeconds - 3600)).to.be.above(0);
    expect(untilRenewal(times, validity, nowSeconds - 3601)).to.equal(0);
  });

  it('is due, and has expired, when the clock was years behind at signing', () => {
    const validity = chooseValidity(times, nameOf('example.test'), 1, 100);
    expect(untilRenewal(times, validity, nowSeconds)).to.be.below(0);
    expect(isExpired(validity, nowSeconds)).to.equal(true);
  });

  it('lives across the end of 32 bits in 2106 (RFC 4034 §3.1.5)', () => {
    const late = 2 ** 32 - daySeconds;
    const { inceptionSeconds, expirationSeconds } = chooseValidity(times, nameOf('example.test'), 1, late);
    const onWire = {
      inceptionSeconds: inceptionSeconds % 2 ** 32,
      expirationSeconds: expirationSeconds % 2 ** 32,
    };
    expect(isExpired(onWire, late)).to.equal(false);
    expect(untilRenewal(times, onWire, late)).to.equal(expirationSeconds - late - times.reserveSeconds);
    expect(isExpired(onWire, late + 15 * daySeconds)).to.equal(true);
  });
});
