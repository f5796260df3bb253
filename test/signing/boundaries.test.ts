// Signed zones that are cut: what of a delegation is signed, what its denial record lists, and what has none.

import { expect } from 'chai';
import { uint8, uint16 } from '../../src/base/byte-string.ts';
import { dsOf } from '../../src/signing/signing-settings.ts';
import {
  dueForRenewal,
  nextRenewalSeconds,
  renew,
  signChange,
  signZone,
} from '../../src/signing/zone-signer.ts';
import { readNsec, readNsec3 } from '../../src/wire/dnssec-rdata.ts';
import { printName, type RelativeName } from '../../src/wire/name.ts';
import { printRdata } from '../../src/wire/presentation/print-rdata.ts';
import { DigestType, printRecordType, RecordType } from '../../src/wire/protocol.ts';
import { cnameRdata, joinRdata, nsRdata, txtRdata } from '../../src/wire/rdata.ts';
import { makeRRset } from '../../src/wire/rrset.ts';
import { buildZone, changeZone } from '../../src/zone/build-zone.ts';
import { printZone } from '../../src/zone/print-zone.ts';
import type { OwnedRecords, Zone, ZoneNode } from '../../src/zone/zone.ts';
import { signingKey } from '../support/dns/make-signing-key.ts';
import { makeRecords, nameOf, ownerOf } from '../support/dns/make-zone.ts';
import { verifyZone } from '../support/dns/verify-zone.ts';
import { checkByKnot, needKnot, needZoneVerifiers, verifyZoneFile } from '../support/dns/verify-zone-file.ts';
import { daySeconds, nowSeconds, settingsOf, zoneOf } from '../support/worlds/signed-world.ts';

const kinds = ['nsec', 'nsec3'] as const;
const { NS, DS, CNAME, DNAME, TXT, CAA } = RecordType;

const addresses = {
  www: ['192.0.2.1'],
  insecure: ['192.0.2.2'],
  'ns.insecure': ['192.0.2.3', '2001:db8::3'],
  'deep.er.insecure': ['192.0.2.4'],
  'under.moved': ['192.0.2.5'],
  '*.a.*.stars': ['192.0.2.6'],
  ns1: ['192.0.2.53'],
};

const ns = makeRRset(NS, 60, [nsRdata(nameOf('ns.insecure.example.test'))]);
const ds = makeRRset(DS, 60, [dsOf(nameOf('secure.example.test'), signingKey(), DigestType.SHA256)]);

const others: readonly (readonly [string, ZoneNode])[] = [
  ['insecure', [ns]],
  ['below.insecure', [ns]],
  ['secure', [ns, ds]],
  ['insecure.between.empty', [ns]],
  ['secure.between.empty', [ns, ds]],
  ['moved', [makeRRset(DNAME, 60, [joinRdata(nameOf('example.net'))]), makeRRset(TXT, 60, [txtRdata([])])]],
  ['alias', [makeRRset(CNAME, 60, [cnameRdata(nameOf('www.example.test'))])]],
  ['*.alias', [makeRRset(CNAME, 60, [cnameRdata(nameOf('www.insecure.example.test'))])]],
  ['issuers', [makeRRset(CAA, 60, [joinRdata(uint8(0), uint8(5), 'issue' as never, ';' as never)])]],
  ['unknown', [makeRRset(65_534, 60, [joinRdata(uint16(7))])]],
];

function zoneWithCuts(more: Readonly<Record<string, readonly string[]>> = {}): Zone {
  const records = new Map<RelativeName, ZoneNode>(makeRecords({ ...addresses, ...more }));
  for (const [text, node] of others) {
    const owner = ownerOf(text);
    records.set(owner, [...(records.get(owner) ?? []), ...node]);
  }
  return buildZone(zoneOf({}), records);
}

function at(zone: Zone, owner: string) {
  const node = zone.security?.nodes.get(nameOf(`${owner}.example.test`));
  const rdata = node?.denial?.rrset.rdatas[0];
  if (node === undefined || rdata === undefined) throw new Error(`${owner} has no denial record`);
  const { types } = zone.security?.kind === 'nsec' ? readNsec(rdata) : readNsec3(rdata);
  return { signed: [...node.signatures.keys()].map(printRecordType), listed: types.map(printRecordType) };
}

for (const kind of kinds) {
  describe(`A signed zone with cuts and ${kind}`, () => {
    const settings = settingsOf(kind);
    const ofNsec = kind === 'nsec' ? ['NSEC'] : [];
    let zone: Zone;
    before(async () => {
      zone = await signZone(zoneWithCuts(), settings, nowSeconds);
    });

    it('verifies', () => {
      expect(verifyZone(zone, nowSeconds)).to.deep.equal([]);
    });

    it('signs nothing at a delegation without DS but its NSEC, which lists NS (RFC 4035 §2.2, RFC 5155 §7.1)', () => {
      const listed = kind === 'nsec' ? ['NS', 'RRSIG', 'NSEC'] : ['NS'];
      expect(at(zone, 'insecure')).to.deep.equal({ signed: [], listed });
      expect(at(zone, 'insecure.between.empty')).to.deep.equal({ signed: [], listed });
    });

    it('signs the DS of a delegation, and not its NS', () => {
      expect(at(zone, 'secure')).to.deep.equal({ signed: ['DS'], listed: ['NS', 'DS', 'RRSIG', ...ofNsec] });
    });

    it('lists CNAME, DNAME, and types above 255', () => {
      const all = ['RRSIG', ...ofNsec];
      expect(at(zone, 'alias')).to.deep.equal({ signed: ['CNAME'], listed: ['CNAME', ...all] });
      expect(at(zone, 'moved')).to.deep.equal({ signed: ['DNAME', 'TXT'], listed: ['TXT', 'DNAME', ...all] });
      expect(at(zone, 'issuers')).to.deep.equal({ signed: ['CAA'], listed: [...all, 'CAA'] });
      expect(at(zone, 'unknown')).to.deep.equal({ signed: ['TYPE65534'], listed: [...all, 'TYPE65534'] });
    });

    it('has nothing of what is below cuts and DNAMEs in the chain, but of empty names above cuts what the kind has', () => {
      const owners = [...(zone.security?.nodes.names() ?? [])].map(printName);
      expect(owners).to.include('between.empty.example.test.');
      expect(owners.filter((owner) => /\.(insecure|moved)\.example/.test(owner))).to.deep.equal([]);
      const between = zone.security?.nodes.get(nameOf('between.empty.example.test'));
      expect(between?.denial === undefined).to.equal(kind === 'nsec');
    });

    it('needs nothing but a new SOA signature when glue changes', async () => {
      const change = changeZone(zone, makeRecords({ 'ns.insecure': ['192.0.2.99'] }), zone.serial + 1);
      if (change === undefined) throw new Error('glue changed');
      const signed = await signChange(change, zone, settings, nowSeconds + 60);
      expect(signed.names.map(printName)).to.include.members(['example.test.', 'insecure.example.test.']);
      expect(verifyZone(signed.zone, nowSeconds + 60)).to.deep.equal([]);
      const apex = signed.zone.security?.nodes.get(zone.apex)?.signatures;
      for (const name of zone.security?.nodes.names() ?? []) {
        const [before, after] = [zone, signed.zone].map((one) => one.security?.nodes.get(name));
        if (name !== zone.apex) expect(after, printName(name)).to.deep.equal(before);
      }
      const [soaBefore, nsBefore] = [RecordType.SOA, NS].map((type) =>
        zone.security?.nodes.get(zone.apex)?.signatures.get(type),
      );
      expect(apex?.get(RecordType.SOA)).not.to.deep.equal(soaBefore);
      expect(apex?.get(NS)).to.equal(nsBefore);
    });

    it('keeps every signature when a name below a cut comes and goes', async () => {
      const more = zoneWithCuts({ 'new.insecure': ['192.0.2.7'], 'new.moved': ['192.0.2.8'] });
      const after = await signZone(more, settings, nowSeconds + 60, zone);
      expect(after.security).to.deep.equal(zone.security);
    });

    it('signs a delegation anew when its DS comes or goes', async () => {
      const insecure = new Map([[ownerOf('secure'), [ns]]]);
      const secure = new Map([[ownerOf('secure'), [ns, ds]]]);
      const without = await signZone(buildZone(zoneOf({}), insecure), settings, nowSeconds);
      const withDs = await signZone(buildZone(zoneOf({}), secure), settings, nowSeconds, without);
      expect(verifyZone(withDs, nowSeconds)).to.deep.equal([]);
      const back = await signZone(buildZone(zoneOf({}), insecure), settings, nowSeconds, withDs);
      expect(verifyZone(back, nowSeconds)).to.deep.equal([]);
    });

    it('is renewed at delegations too', async () => {
      let now = nowSeconds;
      let renewed = zone;
      for (let turn = 0; turn < 200 && now < nowSeconds + 30 * daySeconds; turn++) {
        now += Math.max(60, nextRenewalSeconds(renewed, now));
        const due = dueForRenewal(renewed, now);
        ({ zone: renewed } = await renew(renewed, due, settings, now, renewed.serial + 1));
        expect(verifyZone(renewed, now)).to.deep.equal([]);
      }
      expect(now).to.be.at.least(nowSeconds + 30 * daySeconds);
    });

    it('is accepted by knotc zone-check, dnssec-verify and ldns-verify-zone', async function () {
      needKnot(this);
      needZoneVerifiers(this);
      const current = await signZone(zoneWithCuts(), settings, Math.floor(Date.now() / 1000));
      const text = printZone(current);
      const anchor = dsOf(current.apex, signingKey(), DigestType.SHA256);
      const line = `example.test. 3600 IN DS ${printRdata(DS, anchor)}`;
      expect(checkByKnot('example.test', text)).to.deep.equal([]);
      expect(verifyZoneFile('example.test', text, line)).to.deep.equal([]);
    });
  });
}

describe('verifyZone', () => {
  it('finds signed NS records of a delegation, and names below one', async () => {
    const zone = await signZone({ ...zoneWithCuts(), cuts: new Set() }, settingsOf('nsec'), nowSeconds);
    expect(verifyZone(zone, nowSeconds)).to.include('insecure.example.test: signed are 2');
    const records: OwnedRecords = makeRecords({ 'www.insecure': ['192.0.2.1'] });
    const deeper = buildZone(zoneOf({}), records);
    const name = nameOf('insecure.example.test');
    const cut = { ...deeper, cuts: new Set([name]), nodes: deeper.nodes.with(new Map([[name, [ns]]])) };
    const signed = await signZone({ ...cut, emptyNonTerminals: new Set() }, settingsOf('nsec'), nowSeconds);
    expect(verifyZone(signed, nowSeconds)).to.deep.equal([
      'www.insecure.example.test is below insecure.example.test, where the zone ends',
    ]);
  });
});

describe('A zone with a record of a long TTL', () => {
  it('has signatures that outlast it in every cache', async () => {
    const long = makeRRset(TXT, 20 * daySeconds, [txtRdata([])]);
    const zone = buildZone(zoneOf({}), new Map([[ownerOf('kept'), [long]]]));
    let signed = await signZone(zone, settingsOf('nsec'), nowSeconds);
    expect(zone.longestTtlSeconds).to.equal(20 * daySeconds);
    const due = nowSeconds + nextRenewalSeconds(signed, nowSeconds);
    expect(verifyZone(signed, due)).to.deep.equal([]);
    ({ zone: signed } = await renew(signed, dueForRenewal(signed, due), settingsOf('nsec'), due, 7));
    expect(verifyZone(signed, due + 1)).to.deep.equal([]);
  });
});
