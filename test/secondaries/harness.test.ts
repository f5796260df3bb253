// The secondaries of these tests follow a primary that is not ours: what they do with ours is then about ours.

import { expect } from 'chai';
import { runAfterEach } from '../support/run-after-each.ts';
import { type BindPrimary, type PrimaryZone, startBindPrimary } from '../support/secondaries/bind-primary.ts';
import { needSecondaries, secondaryProducts } from '../support/secondaries/products.ts';
import { Secondary } from '../support/secondaries/secondary.ts';
import type { TransferKey } from '../support/secondaries/secondary-product.ts';
import { transferZone } from '../support/secondaries/transfer-zone.ts';

const key: TransferKey = {
  name: 'xfr',
  algorithm: 'hmac-sha256',
  secret: Buffer.from('a secret of thirty-two octets, ok').toString('base64'),
};
const records = [
  'www 30 IN A 192.0.2.1',
  'www 30 IN A 192.0.2.2',
  'only 30 IN A 192.0.2.3',
  'a.b.deep 30 IN A 192.0.2.4',
  // NSD tells differences by their size.
  ...Array.from({ length: 40 }, (_, index) => `host${index} 30 IN A 192.0.2.100`),
];
const zones: readonly PrimaryZone[] = [
  { apex: 'plain.test', records },
  { apex: 'keyed.test', records, key },
  { apex: 'nsec.test', records, signing: 'nsec' },
  { apex: 'nsec3.test', records, signing: 'nsec3', key },
];

describe('BIND, Knot, NSD and PowerDNS follow BIND', () => {
  let primary: BindPrimary;
  const secondaries: Secondary[] = [];
  before(async function () {
    needSecondaries(this);
    for (const product of secondaryProducts) secondaries.push(await Secondary.place(product));
    primary = await startBindPrimary(zones, secondaries);
    const following = { primary: { address: '127.0.0.1', port: primary.port }, zones };
    await Promise.all(secondaries.map((secondary) => secondary.follow(following)));
  });
  after(async () => {
    for (const secondary of secondaries) await secondary.stop();
    await primary?.stop();
  });

  for (const { apex, signing, key: signedBy } of zones) {
    it(`by NOTIFY and IXFR: ${apex}`, async () => {
      const source = { port: primary.port, ...(signedBy === undefined ? {} : { key: signedBy }) };
      for (let turn = 0; turn < 2; turn++) {
        const command = turn % 2 === 0 ? 'delete' : 'add';
        primary.update(apex, `update ${command} www.${apex}. 30 IN A 192.0.2.2`);
        const all = await transferZone(apex, source);
        const serial = Number(all[0]?.split(/\s+/)[6]);
        for (const secondary of secondaries) await secondary.holds(apex, serial);
      }
      for (const secondary of secondaries) {
        const seen = secondary.transfers(apex);
        const canDiffer = signing === undefined || secondary.product.hasSignedDifferences;
        expect(secondary.complaints, secondary.name).to.deep.equal([]);
        expect(seen[0], secondary.log).to.equal('whole');
        expect(seen.at(-1), `${secondary.name} ${seen.join()}`).to.equal(canDiffer ? 'incremental' : 'whole');
        const ours = await transferZone(apex, source);
        expect(await secondary.differences(apex, ours), secondary.name).to.deep.equal([]);
      }
    });
  }
});

describe('BIND, Knot and PowerDNS follow a catalog of BIND', () => {
  const atEnd = runAfterEach();

  it('serves a member that is added, and none that is removed', async function () {
    needSecondaries(this);
    const allowed = secondaryProducts.flatMap(({ signsForMembers, address }) =>
      signsForMembers ? [] : [address],
    );
    const catalog = { apex: 'catalog.test', records: ['version 0 IN TXT 2'], key };
    const members = ['first.test', 'second.test'].map((apex) => ({ apex, records, key, allowed }));
    const secondaries: Secondary[] = [];
    for (const product of secondaryProducts) {
      if (product.hasCatalogs) secondaries.push(await Secondary.place(product));
    }
    const primary = await startBindPrimary([catalog, ...members], secondaries);
    atEnd(() => primary.stop());
    const following = { primary: { address: '127.0.0.1', port: primary.port }, zones: [], catalog };
    for (const secondary of secondaries) {
      atEnd(() => secondary.stop());
      await secondary.follow(following);
    }
    const member = 'one.zones.catalog.test. 0 IN PTR';
    for (const { apex } of members) {
      primary.update(catalog.apex, `update add ${member} ${apex}.`);
      for (const secondary of secondaries) await secondary.serves(apex);
      primary.update(catalog.apex, `update delete ${member} ${apex}.`);
      for (const secondary of secondaries) await secondary.forgets(apex);
    }
  });
});
