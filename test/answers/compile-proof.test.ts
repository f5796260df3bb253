// A denial record and its signatures as bytes: what follows each owner, and how many.

import { expect } from 'chai';
import { compileProof } from '../../src/answers/compile-proof.ts';
import type { SignedRRset, Zone } from '../../src/zone/zone.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { signForTest } from '../support/dns/sign-for-test.ts';

function denialAt(zone: Zone, name: string): SignedRRset {
  const denial = zone.security?.nodes.get(nameOf(name))?.denial;
  if (denial === undefined) throw new Error(`${name} has a denial record`);
  return denial;
}

describe('compileProof', () => {
  for (const kind of ['nsec', 'nsec3'] as const) {
    it(`keeps type, class, TTL, length and data of each record, with ${kind.toUpperCase()}`, async () => {
      const { zone } = await signForTest(kind);
      for (const name of ['example.test', 'www.example.test', 'a.deep.name.example.test']) {
        const denial = denialAt(zone, name);
        const { owner, records, recordCount } = compileProof(zone.apex, denial);
        expect(owner + zone.apex).to.equal(denial.owner);
        expect(recordCount).to.equal(2);
        const expected = [denial.rrset, denial.signatures].map(
          ({ type, ttlSeconds, rdatas: [rdata = ''] }) => {
            const fixed = Buffer.alloc(10);
            fixed.writeUInt16BE(type, 0);
            fixed.writeUInt16BE(1, 2);
            fixed.writeUInt32BE(ttlSeconds, 4);
            fixed.writeUInt16BE(rdata.length, 8);
            return Buffer.concat([fixed, Buffer.from(rdata, 'latin1')]);
          },
        );
        expect(Buffer.from(records)).to.deep.equal(Buffer.concat(expected));
      }
    });
  }

  it('has no labels for the NSEC of the apex', async () => {
    const { zone } = await signForTest('nsec');
    expect(compileProof(zone.apex, denialAt(zone, 'example.test')).owner).to.equal('');
  });

  it('refuses a record of another zone', async () => {
    const { zone } = await signForTest('nsec');
    const denial = denialAt(zone, 'www.example.test');
    expect(() => compileProof(nameOf('elsewhere.test'), denial)).to.throw(/stands in its zone/);
  });
});
