// A change of a signed zone while others read the image: it is a number of stores, and whichever of them a reader has seen,
// each reply is whole and proven.

import { expect } from 'chai';
import { copyImage, type Image } from '../../src/answers/image.ts';
import { Header } from '../../src/answers/image-layout.ts';
import { patchImage } from '../../src/answers/patch-image.ts';
import { signChange } from '../../src/signing/zone-signer.ts';
import { changeZone } from '../../src/zone/build-zone.ts';
import { makeRecords } from '../support/dns/make-zone.ts';
import { askSigned, type SignedImage, signForTest } from '../support/dns/sign-for-test.ts';
import { nowSeconds, settingsOf } from '../support/worlds/signed-world.ts';

const owners = ['www', 'down', '*.wild', '*', '@', 'a.deep.name', '*.empty'];
const asked = [
  ...['', 'www', 'wwwa', 'x.www', 'down', 'x.down', 'x.wild', 'a.b.wild', '*.wild', 'absent', '*', 'name'],
  ...[
    'a.deep.name',
    'b.deep.name',
    'deep.name',
    'x.name',
    'empty',
    'x.empty',
    '*.empty',
    'wild',
    '\0',
    '\xff',
  ],
];
const types = [1, 28, 16, 46, 47, 6];

interface Store {
  readonly at: number;
  readonly value: number;
}

/** The words that were there before and have changed: what the patch stored where readers look. */
function storesBetween(before: Image, after: Image): Store[] {
  const stores: Store[] = [];
  const end = before.words[Header.end] ?? 0;
  for (let at = 0; at < end; at++) {
    const value = after.words[at] ?? 0;
    if (at !== Header.end && value !== before.words[at]) stores.push({ at, value });
  }
  return stores;
}

function complaintsOf(signed: SignedImage): string[] {
  const complaints: string[] = [];
  for (const owner of asked) {
    const name = owner === '' ? 'example.test' : `${owner}.example.test`;
    for (const type of types) {
      for (const complaint of askSigned(signed, name, type).complaints)
        complaints.push(`${JSON.stringify(name)} ${type}: ${complaint}`);
    }
  }
  return complaints;
}

describe('patchImage on a signed zone', () => {
  for (const kind of ['nsec', 'nsec3'] as const) {
    for (const owner of owners) {
      for (const goes of [true, false]) {
        const what = `records ${goes ? 'leave' : 'come to'} "${owner}"`;
        it(`leaves no reply unproven at any moment while ${what}, with ${kind.toUpperCase()}`, async () => {
          const up = ['192.0.2.77', '2001:db8::77'];
          const start = { ...baseShape, [owner]: goes ? up : [] };
          const { zone, image } = await signForTest(kind, start);
          const before = copyImage(image, image.words.length);
          const change = changeZone(zone, makeRecords({ [owner]: goes ? [] : up }), zone.serial + 1);
          if (change === undefined) throw new Error('something changed');
          const signed = await signChange(change, zone, settingsOf(kind), nowSeconds);
          expect(patchImage(image, [signed])).to.equal(true);
          const stores = storesBetween(before, image);
          expect(stores.length).to.be.within(4, 20);
          // One of them has not been seen yet, or only one has.
          for (const { at, value } of stores) {
            const late = copyImage(image, image.words.length);
            late.words[at] = before.words[at] ?? 0;
            const early = copyImage(image, image.words.length);
            for (const other of stores) early.words[other.at] = before.words[other.at] ?? 0;
            early.words[at] = value;
            expect(complaintsOf({ zone, image: late })).to.deep.equal([]);
            expect(complaintsOf({ zone, image: early })).to.deep.equal([]);
          }
          expect(complaintsOf({ zone, image })).to.deep.equal([]);
        });
      }
    }
  }
});

const baseShape = {
  '@': ['192.0.2.9'],
  www: ['192.0.2.1'],
  '*.wild': ['192.0.2.4'],
  'a.deep.name': ['192.0.2.3'],
  down: ['192.0.2.5'],
  '*.empty': ['192.0.2.6'],
};
