// A zone is printed and read again: what `check` prints is a master file.

import { expect } from 'chai';
import { signZone } from '../../../src/signing/zone-signer.ts';
import { type Name, nameOctetsMax, type RelativeName } from '../../../src/wire/name.ts';
import { RecordType } from '../../../src/wire/protocol.ts';
import { joinRdata, type Rdata, txtRdata } from '../../../src/wire/rdata.ts';
import { makeRRset, type RRset } from '../../../src/wire/rrset.ts';
import { buildZone } from '../../../src/zone/build-zone.ts';
import { haveSameContent } from '../../../src/zone/compare-zones.ts';
import { printZone } from '../../../src/zone/print-zone.ts';
import type { Zone } from '../../../src/zone/zone.ts';
import { makeZone, nameOf } from '../../support/dns/make-zone.ts';
import { printRemarks, readSound, zoneOf } from '../../support/dns/master-text.ts';
import { createSeededRandom, type SeededRandom, testSeed } from '../../support/seeded-random.ts';
import { nowSeconds, settingsOf } from '../../support/worlds/signed-world.ts';

const apex = nameOf('example.test');

function isReadAsItself(zone: Zone): boolean {
  const read = zoneOf(readSound(printZone(zone)));
  expect(read.timing).to.deep.equal(zone.timing);
  expect(read.serial).to.equal(zone.serial);
  // The records of a set have no order, and those of the NS are printed sorted.
  const sorted = ({ nameServers: [first, ...others] }: Zone) => [first, ...others].sort().join();
  expect(sorted(read)).to.equal(sorted(zone));
  const { timing, nameServers } = zone;
  return haveSameContent({ ...read, timing, nameServers }, zone);
}

/** Names of any octets, cuts with glue, data of many lengths. */
function makeRandomZone(random: SeededRandom): Zone {
  const records = new Map<RelativeName, RRset[]>();
  for (let i = 0; i < 60; i++) {
    const owner = randomOwner(random);
    const rrsets = new Map<number, RRset>();
    for (let type = 0; type < 3; type++) {
      const rrset = randomRRset(random);
      rrsets.set(rrset.type, rrset);
    }
    records.set(owner, [...rrsets.values()]);
    if (!random.chance(0.2)) continue;
    records.set(owner, [
      ...(records.get(owner) ?? []),
      makeRRset(RecordType.NS, 5, [joinRdata(randomName(random)) as Rdata]),
    ]);
    records.set(`\x03ns1${owner}` as RelativeName, [
      makeRRset(RecordType.A, 5, [random.octets(4).toString('latin1') as Rdata]),
    ]);
  }
  records.delete('' as RelativeName);
  return buildZone(makeZone({}, { serial: 7 }), records);
}

function randomRRset(random: SeededRandom): RRset {
  const octets = (count: number) => random.octets(count).toString('latin1') as Rdata;
  const texts = () => txtRdata(Array.from({ length: 1 + random.below(3) }, () => octets(random.below(256))));
  const makers: readonly (readonly [number, () => Rdata])[] = [
    [RecordType.A, () => octets(4)],
    [RecordType.AAAA, () => octets(16)],
    [RecordType.TXT, texts],
    [RecordType.MX, () => joinRdata(octets(2), randomName(random))],
    [65280 + random.below(50), () => octets(random.below(300))],
  ];
  const [type, make] = random.pick(makers);
  return makeRRset(type, random.below(100_000), Array.from({ length: 1 + random.below(3) }, make));
}

function randomOwner(random: SeededRandom): RelativeName {
  let owner = '';
  for (let labels = 1 + random.below(3); labels > 0; labels--) {
    const label = random.chance(0.5)
      ? random.octets(1 + random.below(20)).toString('latin1')
      : random.pick(['*', 'a', '-', '@', '$TTL', ';']);
    const lower = label.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    owner += String.fromCharCode(lower.length) + lower;
  }
  return owner as RelativeName;
}

function randomName(random: SeededRandom): Name {
  const name = (randomOwner(random) + (random.chance(0.5) ? apex : '\0')) as Name;
  return name.length <= nameOctetsMax ? name : apex;
}

describe('printZone, read by readMasterFile', () => {
  it('gives the same zone again', () => {
    const zone = makeZone(
      { www: ['192.0.2.2', '2001:db8::1'], '@': ['192.0.2.9'], '*.wild': ['192.0.2.4'], ns1: ['192.0.2.53'] },
      { serial: 2026, ns: ['ns1.example.test', 'ns.elsewhere.test'] },
    );
    expect(isReadAsItself(zone)).to.equal(true);
  });

  it('would notice another zone', () => {
    const [zone, other] = [makeZone({ www: ['192.0.2.2'] }), makeZone({ www: ['192.0.2.3'] })];
    expect(haveSameContent(zoneOf(readSound(printZone(zone))), other)).to.equal(false);
  });

  it('does not mind comments', () => {
    const zone = makeZone({ www: ['192.0.2.2'] });
    const text = printZone(zone, () => 'while (up; "so');
    expect(readSound(text).remarks).to.deep.equal([]);
    expect(printZone(zoneOf(readSound(text)))).to.equal(printZone(zone));
  });

  it('leaves out what signing added', async () => {
    const zone = makeZone({ www: ['192.0.2.2'] }, { serial: 7 });
    for (const kind of ['nsec', 'nsec3'] as const) {
      const signed = await signZone(zone, settingsOf(kind), nowSeconds);
      const file = readSound(printZone(signed));
      expect(printZone(zoneOf(file))).to.equal(printZone(zone));
      expect(printRemarks(file.remarks)).to.have.length(1);
    }
  });

  it(`gives random zones again, with odd names, cuts and glue (seed ${testSeed})`, () => {
    const random = createSeededRandom();
    let cuts = 0;
    for (let round = 0; round < 40; round++) {
      const zone = makeRandomZone(random);
      cuts += zone.cuts.size;
      expect(isReadAsItself(zone), `round ${round}`).to.equal(true);
    }
    expect(cuts).to.be.greaterThan(100);
  });
});
