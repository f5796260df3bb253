// Which of two zones answers for a name that is in both.

import { expect } from 'chai';
import { createSideOf } from '../../src/answers/nested-zones.ts';
import { makeZone, nameOf } from '../support/dns/make-zone.ts';

const zones = ['example.test', 'sub.example.test', 'c.b.sub.example.test', 'other.test'].map((apex) =>
  makeZone({}, { apex }),
);

describe('createSideOf', () => {
  const sideOf = createSideOf(zones);
  for (const [apex, name, side] of [
    ['example.test', 'example.test', 'own'],
    ['example.test', 'www.example.test', 'own'],
    ['example.test', 'notsub.example.test', 'own'],
    ['example.test', 'sub.example.test', 'parent'],
    ['example.test', 'www.sub.example.test', 'inner'],
    ['example.test', 'c.b.sub.example.test', 'inner'],
    ['sub.example.test', 'sub.example.test', 'own'],
    ['sub.example.test', 'b.sub.example.test', 'own'],
    ['sub.example.test', 'c.b.sub.example.test', 'parent'],
    ['sub.example.test', 'x.c.b.sub.example.test', 'inner'],
    ['c.b.sub.example.test', 'x.c.b.sub.example.test', 'own'],
    ['other.test', 'sub.example.other.test', 'own'],
  ] as const) {
    it(`says "${side}" for ${name} in ${apex}`, () => {
      const zone = zones.find((one) => one.apex === nameOf(apex));
      expect(zone && sideOf(zone, nameOf(name))).to.equal(side);
    });
  }
});
