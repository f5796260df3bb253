// Signed zones, checked by the validators of other projects.

import { expect } from 'chai';
import { dsOf } from '../../src/signing/signing-settings.ts';
import { signChange, signZone } from '../../src/signing/zone-signer.ts';
import { type Name, printName } from '../../src/wire/name.ts';
import { printRdata } from '../../src/wire/presentation/print-rdata.ts';
import { DigestType, printSecurityAlgorithm, RecordType } from '../../src/wire/protocol.ts';
import { changeZone } from '../../src/zone/build-zone.ts';
import { printZone } from '../../src/zone/print-zone.ts';
import type { Zone } from '../../src/zone/zone.ts';
import { allAlgorithms, signingKey } from '../support/dns/make-signing-key.ts';
import { type Addresses, makeRecords } from '../support/dns/make-zone.ts';
import {
  checkByKnot,
  needKnot,
  needZoneVerifiers,
  signByOthers,
  verifyZoneFile,
} from '../support/dns/verify-zone-file.ts';
import { everyShape, settingsOf, zoneOf } from '../support/worlds/signed-world.ts';

/**
 * Names without records and without names below them cannot be said in a master file with NSEC3: only their hashes stand
 * there, which tools take for hashes of nothing. Answers are not concerned.
 */
const withoutEmptyLeaves: Addresses = Object.fromEntries(
  Object.entries(everyShape).map(([owner, addresses]) => [
    owner,
    addresses.length === 0 && owner !== 'up' ? ['192.0.2.7'] : addresses,
  ]),
);

function dsLine(
  zone: Name,
  key: ReturnType<typeof signingKey>,
  digestType: DigestType = DigestType.SHA256,
): string {
  return `${printName(zone)} 3600 IN DS ${printRdata(RecordType.DS, dsOf(zone, key, digestType))}`;
}

function complaintsAbout(zone: Zone, key: ReturnType<typeof signingKey>, digestType?: DigestType): string[] {
  return verifyZoneFile(printName(zone.apex), printZone(zone), dsLine(zone.apex, key, digestType));
}

/** Owners of denial records, and what they name as the next. */
function linksIn(text: string): string[] {
  const links = text.matchAll(/^(\S+)\s+\d+\s+IN\s+(NSEC\s+|NSEC3\s+1 0 0 - )(\S+)/gim);
  return [...links].map(([, owner, , next]) => `${owner} ${next}`.toLowerCase()).sort();
}

describe('knotc zone-check', () => {
  before(function () {
    needKnot(this);
  });

  for (const kind of ['nsec', 'nsec3'] as const) {
    it(`finds nothing in a zone with ${kind}, and a link that leads elsewhere`, async () => {
      const nowSeconds = Math.floor(Date.now() / 1000);
      // With NSEC also of names that are all down; with NSEC3 nothing in a master file says that they are there.
      const zone = zoneOf(kind === 'nsec' ? everyShape : withoutEmptyLeaves);
      const text = printZone(await signZone(zone, settingsOf(kind), nowSeconds));
      expect(checkByKnot('example.test', text)).to.deep.equal([]);
      // The last one in the file, and so the last link of the chain, or one of them.
      const elsewhere = text.replace(/^(www\.\S+\t.*\tNSEC\t)\S+|(\tNSEC3\t1 0 0 - )\S{4}/m, '$1$2zzzz');
      expect(elsewhere).not.to.equal(text);
      expect(checkByKnot('example.test', elsewhere)).not.to.deep.equal([]);
    });
  }
});

describe('dnssec-verify and ldns-verify-zone', () => {
  const nowSeconds = Math.floor(Date.now() / 1000);
  before(function () {
    needZoneVerifiers(this);
  });

  for (const kind of ['nsec', 'nsec3'] as const) {
    const addresses = kind === 'nsec' ? everyShape : withoutEmptyLeaves;

    for (const algorithm of allAlgorithms) {
      it(`accept a zone and its alias with ${kind} and ${printSecurityAlgorithm(algorithm)}`, async () => {
        const key = signingKey(algorithm);
        for (const apex of ['example.test', 'alias.other.test']) {
          const zone = await signZone(zoneOf(addresses, 1, apex), settingsOf(kind, key), nowSeconds);
          expect(complaintsAbout(zone, key)).to.deep.equal([]);
        }
      });
    }

    it(`accept one with ${kind} after changes of health, at the apex and down to no address`, async () => {
      const key = signingKey();
      let zone = await signZone(zoneOf(addresses), settingsOf(kind, key), nowSeconds);
      const changes: readonly Addresses[] = [
        { www: ['192.0.2.1'], six: ['192.0.2.2', '2001:db8::6'] },
        { '@': [], up: ['192.0.2.6'] },
        kind === 'nsec' ? { '*': [], six: [], 'a.up': [] } : { up: [] },
      ];
      for (const [index, change] of changes.entries()) {
        const changed = changeZone(zone, makeRecords(change), zone.serial + 1);
        if (changed === undefined) throw new Error(`change ${index} changes something`);
        zone = (await signChange(changed, zone, settingsOf(kind, key), nowSeconds)).zone;
        expect(complaintsAbout(zone, key), `change ${index}`).to.deep.equal([]);
      }
    });

    it(`accept one with ${kind} and two keys, by the DS of either`, async () => {
      for (const second of [signingKey(13, 1), signingKey(15)]) {
        const zone = await signZone(
          zoneOf(addresses),
          settingsOf(kind, signingKey(13, 0), second),
          nowSeconds,
        );
        expect(complaintsAbout(zone, signingKey(13, 0), DigestType.SHA384)).to.deep.equal([]);
        expect(complaintsAbout(zone, second)).to.deep.equal([]);
      }
    });
  }

  it('come with a signer, dnssec-signzone, that links the same names by NSEC and NSEC3', async () => {
    const full = Object.fromEntries(Object.keys(everyShape).map((owner) => [owner, ['192.0.2.7']]));
    const unsigned = zoneOf(full);
    expect(unsigned.emptyNonTerminals.size).to.equal(6);
    for (const kind of ['nsec', 'nsec3'] as const) {
      const ours = printZone(await signZone(unsigned, settingsOf(kind), nowSeconds));
      const theirs = signByOthers('example.test', printZone(unsigned), kind);
      expect(linksIn(ours)).to.have.length(kind === 'nsec' ? 12 : 18);
      expect(linksIn(ours)).to.deep.equal(linksIn(theirs));
    }
  });

  it('refuse one with an altered signature, and one by a key that the DS does not name', async () => {
    const zone = await signZone(zoneOf(), settingsOf(), nowSeconds);
    const text = printZone(zone);
    const touched = text.replace(/^(www\..*RRSIG\tA .* )(..)/m, '$1AA');
    expect(touched).not.to.equal(text);
    expect(verifyZoneFile('example.test', touched, dsLine(zone.apex, signingKey()))).to.have.length(2);
    expect(complaintsAbout(zone, signingKey(13, 1))).to.have.length(1);
  });
});
