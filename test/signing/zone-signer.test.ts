// Signed zones: all verify, and a change signs what it must and nothing else.

import { expect } from 'chai';
import type { SigningSettings } from '../../src/signing/signing-settings.ts';
import { renew, signChange, signZone } from '../../src/signing/zone-signer.ts';
import { readDnskey } from '../../src/wire/dnssec-rdata.ts';
import { type Name, printName } from '../../src/wire/name.ts';
import { printSecurityAlgorithm, RecordType } from '../../src/wire/protocol.ts';
import { changeZone, type ZoneChange } from '../../src/zone/build-zone.ts';
import { findRRset, type SignedNode, type Zone } from '../../src/zone/zone.ts';
import { allAlgorithms, signingKey } from '../support/dns/make-signing-key.ts';
import { type Addresses, makeRecords, nameOf } from '../support/dns/make-zone.ts';
import { readSignature, verifyZone } from '../support/dns/verify-zone.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';
import { daySeconds, everyShape, nowSeconds, settingsOf, zoneOf } from '../support/worlds/signed-world.ts';

const kinds: readonly SigningSettings['kind'][] = ['nsec', 'nsec3'];

function change(zone: Zone, addresses: Addresses, serial: number): ZoneChange {
  const changed = changeZone(zone, makeRecords(addresses), serial);
  if (changed === undefined) throw new Error('nothing changed');
  return changed;
}

function at(zone: Zone, name: string): SignedNode {
  const node = zone.security?.nodes.get(nameOf(name));
  if (node === undefined) throw new Error(`${name} is not signed`);
  return node;
}

/** Every signature as `name type` -> its octets. */
function signaturesOf(zone: Zone): Map<string, string> {
  const all = new Map<string, string>();
  for (const name of zone.nodes.names()) {
    const node = zone.security?.nodes.get(name);
    for (const [type, { rdatas }] of node?.signatures ?? [])
      all.set(`${printName(name)} ${type}`, rdatas.join());
    if (node?.denial !== undefined)
      all.set(`${printName(name)} denial`, node.denial.signatures.rdatas.join());
  }
  return all;
}

function differing(a: Zone, b: Zone): string[] {
  const before = signaturesOf(a);
  return [...signaturesOf(b)].filter(([key, octets]) => before.get(key) !== octets).map(([key]) => key);
}

function tagsOf(zone: Zone, name: Name, type: number): number[] {
  const signatures = zone.security?.nodes.get(name)?.signatures.get(type);
  return (signatures?.rdatas ?? []).map((rdata) => readSignature(rdata).tag).sort((a, b) => a - b);
}

describe('signZone', () => {
  for (const kind of kinds) {
    for (const algorithm of allAlgorithms) {
      it(`makes a zone of every shape that verifies, with ${kind} and ${printSecurityAlgorithm(algorithm)}`, async () => {
        const signed = await signZone(zoneOf(), settingsOf(kind, signingKey(algorithm)), nowSeconds);
        expect(verifyZone(signed, nowSeconds)).to.deep.equal([]);
        expect(verifyZone(signed, nowSeconds - 3600)).to.deep.equal([]);
        expect(signed.security?.kind).to.equal(kind);
      });
    }

    it(`makes one that would not verify with ${kind} once altered`, async () => {
      const signed = await signZone(zoneOf(), settingsOf(kind), nowSeconds);
      const name = nameOf('www.example.test');
      const [first] = signed.nodes.get(name) ?? [];
      if (first === undefined) throw new Error('www has addresses');
      const other = { ...first, rdatas: first.rdatas.slice(1) };
      const touched = { ...signed, nodes: signed.nodes.with(new Map([[name, [other]]])) };
      expect(verifyZone(touched, nowSeconds)).to.have.length(3);
      expect(verifyZone(signed, nowSeconds + 15 * daySeconds)).not.to.deep.equal([]);
      expect(verifyZone(signed, nowSeconds - 3601)).not.to.deep.equal([]);
    });
  }

  it('publishes the key, CDS and CDNSKEY at the apex, and NSEC3PARAM with NSEC3 alone', async () => {
    const typesWith = async (kind: SigningSettings['kind']) => {
      const { nodes, apex } = await signZone(zoneOf(), settingsOf(kind), nowSeconds);
      return nodes.get(apex)?.map(({ type }) => type);
    };
    const { SOA, NS, A, DNSKEY, CDS, CDNSKEY, NSEC3PARAM } = RecordType;
    expect(await typesWith('nsec')).to.have.members([SOA, NS, A, DNSKEY, CDS, CDNSKEY]);
    expect(await typesWith('nsec3')).to.have.members([SOA, NS, A, DNSKEY, CDS, CDNSKEY, NSEC3PARAM]);
  });

  it('gives denial records the lesser of SOA minimum and SOA TTL (RFC 9077 §3)', async () => {
    for (const minimumSeconds of [10, 100_000]) {
      const zone = zoneOf();
      const timing = { ...zone.timing, minimumSeconds };
      const signed = await signZone({ ...zone, timing }, settingsOf(), nowSeconds);
      const expected = Math.min(minimumSeconds, timing.apexTtlSeconds);
      expect(at(signed, 'www.example.test').denial?.rrset.ttlSeconds).to.equal(expected);
    }
  });

  it('does not change the zone it is given', async () => {
    const zone = zoneOf();
    await signZone(zone, settingsOf(), nowSeconds);
    expect(zone).not.to.have.property('security');
    expect(findRRset(zone, zone.apex, RecordType.DNSKEY)).to.equal(undefined);
  });

  it('signs a signed zone as if it were unsigned', async () => {
    const once = await signZone(zoneOf(), settingsOf('nsec3', signingKey(13, 1)), nowSeconds);
    const twice = await signZone(once, settingsOf('nsec', signingKey(13, 0)), nowSeconds);
    expect(verifyZone(twice, nowSeconds)).to.deep.equal([]);
    expect(findRRset(twice, twice.apex, RecordType.NSEC3PARAM)).to.equal(undefined);
    expect(findRRset(twice, twice.apex, RecordType.DNSKEY)?.rdatas).to.deep.equal([signingKey(13, 0).dnskey]);
  });
});

describe('signZone after a zone that was signed before', () => {
  for (const kind of kinds) {
    it(`keeps every signature with ${kind} when only the serial changed`, async () => {
      const before = await signZone(zoneOf(), settingsOf(kind), nowSeconds);
      const after = await signZone(zoneOf(everyShape, 2027), settingsOf(kind), nowSeconds + 60, before);
      expect(differing(before, after)).to.deep.equal(['example.test. 6']);
      expect(verifyZone(after, nowSeconds + 60)).to.deep.equal([]);
    });
  }

  it('signs what changed, what is new, and the neighbours of new names', async () => {
    const before = await signZone(zoneOf(), settingsOf(), nowSeconds);
    const { six: _, ...others } = everyShape;
    const addresses = { ...others, www: ['192.0.2.7', '2001:db8::1'], wwx: ['192.0.2.8'] };
    const after = await signZone(zoneOf(addresses), settingsOf(), nowSeconds, before);
    expect(differing(before, after)).to.have.members([
      'www.example.test. 1',
      'www.example.test. denial',
      'wwx.example.test. 1',
      'wwx.example.test. denial',
      'ns1.example.test. denial',
    ]);
    expect(verifyZone(after, nowSeconds)).to.deep.equal([]);
  });

  it('renews what is due', async () => {
    const before = await signZone(zoneOf(), settingsOf(), nowSeconds);
    const later = nowSeconds + 7 * daySeconds;
    const after = await signZone(zoneOf(), settingsOf(), later, before);
    const changed = differing(before, after);
    expect(changed.length).to.be.within(1, signaturesOf(before).size - 1);
    expect(verifyZone(after, later)).to.deep.equal([]);
  });

  const others: readonly (readonly [string, SigningSettings])[] = [
    ['another key', settingsOf('nsec', signingKey(13, 1))],
    ['another algorithm', settingsOf('nsec', signingKey(15))],
    ['an algorithm more', settingsOf('nsec', signingKey(13), signingKey(15))],
  ];
  for (const [what, settings] of others) {
    it(`signs everything again with ${what}`, async () => {
      const before = await signZone(zoneOf(), settingsOf(), nowSeconds);
      const after = await signZone(zoneOf(), settings, nowSeconds, before);
      expect(differing(before, after)).to.have.length(signaturesOf(before).size);
      expect(verifyZone(after, nowSeconds)).to.deep.equal([]);
    });
  }

  it('is not misled by another key that has the same tag', async () => {
    const key = signingKey(13, 0);
    const impostor = { ...signingKey(13, 1), keyTag: key.keyTag };
    const before = await signZone(zoneOf(), settingsOf('nsec', impostor), nowSeconds);
    const after = await signZone(zoneOf(), settingsOf('nsec', key), nowSeconds, before);
    expect(verifyZone(after, nowSeconds)).to.deep.equal([]);
  });

  it('changes from NSEC to NSEC3 and back', async () => {
    let zone = await signZone(zoneOf(), settingsOf('nsec'), nowSeconds);
    for (const kind of ['nsec3', 'nsec'] as const) {
      zone = await signZone(zoneOf(), settingsOf(kind), nowSeconds, zone);
      expect(verifyZone(zone, nowSeconds)).to.deep.equal([]);
    }
  });
});

describe('signChange', () => {
  for (const kind of kinds) {
    const table: readonly (readonly [string, Addresses, readonly string[]])[] = [
      ['an address less', { www: ['192.0.2.1', '2001:db8::1'] }, ['www 1', 'apex 6']],
      ['a family less', { www: ['192.0.2.1', '192.0.2.2'] }, ['www denial', 'apex 6']],
      ['a family more', { six: ['192.0.2.7', '2001:db8::6'] }, ['six 1', 'six denial', 'apex 6']],
      ['the last address', { six: [] }, ['six denial', 'apex 6']],
      ['the first address', { down: ['192.0.2.7'] }, ['down 1', 'down denial', 'apex 6']],
      ['the first address of a name above another', { up: ['192.0.2.7'] }, ['up 1', 'up denial', 'apex 6']],
      ['the addresses of a wildcard', { '*.wild': [] }, ['*.wild denial', 'apex 6']],
      ['the addresses of the apex', { '@': ['192.0.2.8'] }, ['apex 1', 'apex 6']],
      ['the last address of the apex', { '@': [] }, ['apex denial', 'apex 6']],
    ];
    for (const [what, addresses, expected] of table) {
      it(`signs with ${kind} after ${what} just ${expected.join(', ')}`, async () => {
        const before = await signZone(zoneOf(), settingsOf(kind), nowSeconds);
        const changed = change(before, addresses, 2027);
        const after = await signChange(changed, before, settingsOf(kind), nowSeconds + 1);
        const full = expected.map((entry) =>
          entry.startsWith('apex')
            ? entry.replace('apex', 'example.test.')
            : entry.replace(' ', '.example.test. '),
        );
        expect(differing(before, after.zone)).to.have.members(full);
        expect(after.names).to.have.members(changed.names as Name[]);
        expect(after.zone.serial).to.equal(2027);
        expect(verifyZone(after.zone, nowSeconds + 1)).to.deep.equal([]);
        expect(verifyZone(before, nowSeconds + 1)).to.deep.equal([]);
      });
    }

    it(`ends, after any changes with ${kind}, where signing from scratch does (TEST_SEED=${testSeed})`, async () => {
      const random = createSeededRandom();
      const settings = settingsOf(kind);
      const owners = Object.keys(everyShape);
      const addresses: Record<string, readonly string[]> = { ...everyShape };
      const pool = ['192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8::2'];
      let zone = await signZone(zoneOf(), settings, nowSeconds);
      for (let serial = 2027; serial < 2060; serial++) {
        const owner = random.pick(owners);
        addresses[owner] = pool.filter(() => random.chance(0.4));
        const changed = changeZone(zone, makeRecords({ [owner]: addresses[owner] }), serial);
        if (changed === undefined) continue;
        zone = (await signChange(changed, zone, settings, nowSeconds + serial)).zone;
        expect(verifyZone(zone, nowSeconds + serial)).to.deep.equal([]);
      }
      const fresh = await signZone(zoneOf(addresses, zone.serial), settings, nowSeconds);
      for (const name of fresh.nodes.names()) {
        expect(zone.nodes.get(name)).to.have.deep.members([...(fresh.nodes.get(name) ?? [])]);
        expect(zone.security?.nodes.get(name)?.denial?.rrset).to.deep.equal(
          fresh.security?.nodes.get(name)?.denial?.rrset,
        );
      }
    });
  }

  it('also signs a change of the unsigned zone', async () => {
    const before = await signZone(zoneOf(), settingsOf(), nowSeconds);
    const changed = change(zoneOf(), { www: ['192.0.2.1'] }, 2027);
    const after = await signChange(changed, before, settingsOf(), nowSeconds);
    expect(verifyZone(after.zone, nowSeconds)).to.deep.equal([]);
  });
});

describe('renew', () => {
  it('renews, at the given names, what is due or will be within the hour, under a new serial', async () => {
    const before = await signZone(zoneOf(), settingsOf(), nowSeconds);
    const later = nowSeconds + 7 * daySeconds;
    const name = nameOf('www.example.test');
    const { zone, names } = await renew(before, [name], settingsOf(), later, 2027);
    expect(names).to.have.members([name, zone.apex]);
    expect(zone.serial).to.equal(2027);
    const changed = differing(before, zone);
    expect(changed).to.include('example.test. 6');
    for (const entry of changed) expect(entry).to.match(/^(www\.)?example\.test\. /);
    expect(verifyZone(zone, later)).to.deep.equal([]);
  });
});

describe('two keys', () => {
  const [first, second] = [signingKey(13, 0), signingKey(13, 1)];
  const tags = (...keys: readonly { readonly keyTag: number }[]) =>
    keys.map(({ keyTag }) => keyTag).sort((a, b) => a - b);

  it('of one algorithm are both published, both sign DNSKEY, CDS and CDNSKEY, and the first signs everything else', async () => {
    const zone = await signZone(zoneOf(), settingsOf('nsec', first, second), nowSeconds);
    expect(verifyZone(zone, nowSeconds)).to.deep.equal([]);
    const { DNSKEY, CDS, CDNSKEY, SOA, A } = RecordType;
    expect(findRRset(zone, zone.apex, DNSKEY)?.rdatas).to.have.members([first.dnskey, second.dnskey]);
    for (const type of [DNSKEY, CDS, CDNSKEY])
      expect(tagsOf(zone, zone.apex, type)).to.deep.equal(tags(first, second));
    expect(tagsOf(zone, zone.apex, SOA)).to.deep.equal([first.keyTag]);
    expect(tagsOf(zone, nameOf('www.example.test'), A)).to.deep.equal([first.keyTag]);
  });

  it('of two algorithms both sign everything (RFC 6840 §5.11)', async () => {
    const other = signingKey(15);
    const zone = await signZone(zoneOf(), settingsOf('nsec', first, other), nowSeconds);
    expect(verifyZone(zone, nowSeconds)).to.deep.equal([]);
    expect(tagsOf(zone, nameOf('www.example.test'), RecordType.A)).to.deep.equal(tags(first, other));
  });

  it('are asked of the parent when they have the algorithm of the first (RFC 7344)', async () => {
    const other = signingKey(15);
    const wanted = async (...keys: (typeof first)[]) => {
      const zone = await signZone(zoneOf(), settingsOf('nsec', ...keys), nowSeconds);
      const cdnskeys = findRRset(zone, zone.apex, RecordType.CDNSKEY)?.rdatas ?? [];
      expect(findRRset(zone, zone.apex, RecordType.CDS)?.rdatas).to.have.length(cdnskeys.length);
      return cdnskeys.map((rdata) => readDnskey(rdata).algorithm);
    };
    expect(await wanted(first)).to.deep.equal([13]);
    expect(await wanted(first, second)).to.deep.equal([13, 13]);
    expect(await wanted(first, other)).to.deep.equal([13]);
    expect(await wanted(other, first)).to.deep.equal([15]);
  });

  it('change places without signing again what both have signed', async () => {
    const before = await signZone(zoneOf(), settingsOf('nsec', first, second), nowSeconds);
    const after = await signZone(zoneOf(), settingsOf('nsec', second, first), nowSeconds, before);
    const kept = [...signaturesOf(before).keys()].filter((key) => !differing(before, after).includes(key));
    expect(kept).to.have.members(['example.test. 48', 'example.test. 59', 'example.test. 60']);
    expect(verifyZone(after, nowSeconds)).to.deep.equal([]);
  });
});
