// The chain of NSEC and NSEC3: hashes as other tools compute them, links that depend on names alone.

import { expect } from 'chai';
import { hashedOwner, hashName, linkNames } from '../../src/signing/denial-chain.ts';
import { printName } from '../../src/wire/name.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { everyShape, zoneOf } from '../support/worlds/signed-world.ts';

describe('hashName', () => {
  // As the tools of other projects hash them with the parameters of RFC 9276 §3.1.
  const table: readonly (readonly [string, string])[] = [
    ['example.test', 'jbas736chung3bb701jkjdhqkqlhvug7'],
    ['a.example.test', 'tvh8ivmkea5ej5fohja770et073btdib'],
    ['*.example.test', '6can7n9ison37dm8pil7ts42f3kfoo3n'],
    ['ns1.example.test', 'doqq2o458uj2fuvq76dbb60up9mopoc7'],
  ];
  for (const [name, hash] of table) {
    it(`puts ${name} at ${hash} (RFC 5155 §5, §3.3)`, () => {
      const apex = nameOf('example.test');
      expect(printName(hashedOwner(hashName(nameOf(name)), apex))).to.equal(`${hash}.example.test.`);
    });
  }
});

describe('linkNames', () => {
  for (const kind of ['nsec', 'nsec3'] as const) {
    const whose = kind === 'nsec' ? 'every configured name' : 'every name, empty non-terminals included,';
    it(`visits with ${kind} ${whose} once and returns to the apex`, async () => {
      const zone = zoneOf();
      const links = await linkNames(kind, zone);
      const configured = Object.keys(everyShape).map((owner) =>
        owner === '@' ? zone.apex : nameOf(`${owner}.example.test`),
      );
      expect(zone.nodes.size).to.be.above(configured.length);
      const expected = kind === 'nsec' ? configured : [...zone.nodes.names()];
      expect([...links.keys()]).to.have.members(expected);
      const byPlace = new Map(
        [...links.values()].map((link) => [kind === 'nsec' ? link.owner : placeOf(link.owner), link]),
      );
      const start = links.get(zone.apex);
      const visited = new Set<string>();
      for (let link = start; link !== undefined && !visited.has(link.owner); ) {
        visited.add(link.owner);
        const next = link.kind === 'nsec' ? link.next : placeOf(hashedOwner(link.nextHash, zone.apex));
        link = byPlace.get(next);
      }
      expect(visited.size).to.equal(expected.length);
    });

    it(`does not depend with ${kind} on which targets are up`, async () => {
      const allDown = Object.fromEntries(Object.keys(everyShape).map((owner) => [owner, []]));
      const [up, down] = [await linkNames(kind, zoneOf()), await linkNames(kind, zoneOf(allDown))];
      expect(new Map([...down].sort())).to.deep.equal(new Map([...up].sort()));
    });
  }
});

function placeOf(owner: string): string {
  return owner.slice(0, 33);
}
