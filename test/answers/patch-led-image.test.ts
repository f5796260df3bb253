// A change behind CNAMEs and wildcards, and of glue, while others read the image: whichever of its stores a reader has seen,
// each reply is whole and proven.

import { expect } from 'chai';
import { buildImage } from '../../src/answers/build-image.ts';
import { copyImage, type Image } from '../../src/answers/image.ts';
import { Header } from '../../src/answers/image-layout.ts';
import { patchImage } from '../../src/answers/patch-image.ts';
import { signChange, signZone } from '../../src/signing/zone-signer.ts';
import { changeZone } from '../../src/zone/build-zone.ts';
import type { Zone } from '../../src/zone/zone.ts';
import { cname, dname, ds, mx, ns } from '../support/dns/make-records.ts';
import { exampleName, makeRecords, makeZone } from '../support/dns/make-zone.ts';
import { askSigned } from '../support/dns/sign-for-test.ts';
import { nowSeconds, settingsOf } from '../support/worlds/signed-world.ts';

const at = exampleName;
const owners = ['www', '*.wild', 'ns1.sub', 'ns.plain'];
const asked = [
  ...['alias', 'x.wild', 'x.lead', 'a.b.lead', 'x.old', 'mail', 'alias.old', 'gone', 'x.gone'],
  ...['sub', 'x.sub', 'x.plain', 'to-sub', 'to-plain', 'www', 'ns1.sub'],
];
const types = [1, 28, 15, 16, 43, 46, 47];

function makeLeadingZone(addresses: Readonly<Record<string, readonly string[]>>): Zone {
  return makeZone(addresses, {
    records: {
      alias: [cname(at('www'))],
      '*.lead': [cname(at('x.wild'))],
      old: [dname(at('lead'))],
      gone: [cname(at('nowhere'))],
      mail: [mx(at('www'), at('*.wild'))],
      sub: [ns(at('ns1.sub'), at('www')), ds('a')],
      plain: [ns(at('ns.plain'), at('www'))],
      'to-sub': [cname(at('a.sub'))],
      'to-plain': [cname(at('a.plain'))],
    },
  });
}

describe('patchImage behind what leads on', () => {
  for (const kind of ['nsec', 'nsec3'] as const) {
    for (const owner of owners) {
      for (const goes of [true, false]) {
        const what = `records ${goes ? 'leave' : 'come to'} "${owner}"`;
        it(`leaves no reply unproven at any moment while ${what}, with ${kind.toUpperCase()}`, async () => {
          const up = ['192.0.2.77', '2001:db8::77'];
          const start = { ...baseAddresses, [owner]: goes ? up : [] };
          const zone = await signZone(makeLeadingZone(start), settingsOf(kind), nowSeconds);
          const before = buildImage([zone]);
          const image = copyImage(before, before.words.length);
          const change = changeZone(zone, makeRecords({ [owner]: goes ? [] : up }), zone.serial + 1);
          if (change === undefined) throw new Error('something changed');
          expect(patchImage(image, [await signChange(change, zone, settingsOf(kind), nowSeconds)])).to.equal(
            true,
          );
          const stores = storesBetween(before, image);
          expect(stores).to.have.length.within(4, 20);
          for (const store of stores) {
            const late = copyImage(image, image.words.length);
            late.words[store] = before.words[store] ?? 0;
            const early = copyImage(image, image.words.length);
            for (const other of stores) if (other !== store) early.words[other] = before.words[other] ?? 0;
            expect(complaintsOf(zone, late)).to.deep.equal([]);
            expect(complaintsOf(zone, early)).to.deep.equal([]);
          }
          expect(complaintsOf(zone, image)).to.deep.equal([]);
        });
      }
    }
  }
});

const baseAddresses = {
  www: ['192.0.2.1'],
  '*.wild': ['192.0.2.2'],
  'ns1.sub': ['192.0.2.3'],
  'ns.plain': ['192.0.2.4'],
  'exact.wild': ['192.0.2.5'],
};

/** The words that readers look at and that the patch changed. */
function storesBetween(before: Image, after: Image): number[] {
  const stores: number[] = [];
  for (let word = 0; word < before.end; word++)
    if (word !== Header.end && before.words[word] !== after.words[word]) stores.push(word);
  return stores;
}

function complaintsOf(zone: Zone, image: Image): string[] {
  return asked.flatMap((owner) =>
    types.flatMap((type) =>
      askSigned({ zone, image }, `${owner}.example.test`, type).complaints.map(
        (complaint) => `${owner} ${type}: ${complaint}`,
      ),
    ),
  );
}
