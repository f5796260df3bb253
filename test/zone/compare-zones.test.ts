// When two zones hold the same records and signatures, and when the same types are missing.

import { expect } from 'chai';
import { signZone } from '../../src/signing/zone-signer.ts';
import { haveSameContent, haveSameMissing } from '../../src/zone/compare-zones.ts';
import { NodeMap } from '../../src/zone/node-map.ts';
import type { MissingTypes, Zone } from '../../src/zone/zone.ts';
import { signingKey } from '../support/dns/make-signing-key.ts';
import { makeZone, nameOf } from '../support/dns/make-zone.ts';
import { daySeconds, everyShape, nowSeconds, settingsOf, zoneOf } from '../support/worlds/signed-world.ts';

describe('haveSameContent', () => {
  let signed: Zone;
  before(async () => {
    signed = await signZone(zoneOf(), settingsOf(), nowSeconds);
  });

  it('says yes to the same records under another serial', () => {
    expect(haveSameContent(zoneOf(), zoneOf(everyShape, 2027))).to.equal(true);
  });

  it('says no to another record, another timing, another zone', () => {
    expect(haveSameContent(zoneOf(), zoneOf({ ...everyShape, www: ['192.0.2.77'] }))).to.equal(false);
    expect(haveSameContent(zoneOf(), makeZone(everyShape, { serial: 2026 }))).to.equal(false);
    expect(haveSameContent(zoneOf(), zoneOf(everyShape, 2026, 'alias.test'))).to.equal(false);
  });

  it('says yes to a zone that kept the signatures of another', async () => {
    const again = await signZone(zoneOf(everyShape, 2027), settingsOf(), nowSeconds + 60, signed);
    expect(haveSameContent(signed, again)).to.equal(true);
  });

  it('says no when only one is signed', () => {
    const { security: _, ...without } = signed;
    expect(haveSameContent(signed, without)).to.equal(false);
    expect(haveSameContent(without, signed)).to.equal(false);
  });

  it('says no to renewed signatures, other keys and another kind of denial', async () => {
    const renewed = await signZone(zoneOf(), settingsOf(), nowSeconds + 8 * daySeconds, signed);
    expect(haveSameContent(signed, renewed)).to.equal(false);
    const others = [settingsOf('nsec3'), settingsOf('nsec', signingKey(13, 1))];
    for (const settings of others) {
      expect(haveSameContent(signed, await signZone(zoneOf(), settings, nowSeconds, signed))).to.equal(false);
    }
  });
});

describe('haveSameMissing', () => {
  const zone = zoneOf();
  const lacking = (name: string, types: MissingTypes): Zone => ({
    ...zone,
    missing: new NodeMap(new Map([[nameOf(name), types]])),
  });
  const name = 'down.example.test';

  it('says yes to the same types at the same names, and to a name at which nothing is missing', () => {
    expect(haveSameMissing(lacking(name, [1, 28]), lacking(name, [1, 28]))).to.equal(true);
    expect(haveSameMissing(lacking(name, []), zone)).to.equal(true);
  });

  it('says no to other types and other names, even with the same records', () => {
    for (const other of [lacking(name, [1]), lacking('up.example.test', [1, 28]), zone]) {
      expect(haveSameMissing(lacking(name, [1, 28]), other)).to.equal(false);
      expect(haveSameMissing(other, lacking(name, [1, 28]))).to.equal(false);
      expect(haveSameContent(lacking(name, [1, 28]), other)).to.equal(true);
    }
  });
});
