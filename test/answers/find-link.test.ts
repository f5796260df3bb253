// Which record of the chain covers a name, against a search that looks at every one of them.

import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { appendChain } from '../../src/answers/append-chain.ts';
import { findLink, findWildcardLink, proofOf } from '../../src/answers/find-link.ts';
import { copyImage, emptyImage, type Image } from '../../src/answers/image.ts';
import { ProofRecord } from '../../src/answers/image-layout.ts';
import { ImageWriter } from '../../src/answers/image-writer.ts';
import { bytesOf } from '../../src/base/byte-string.ts';
import { invariant } from '../../src/base/invariant.ts';
import { labelsOf, type Name } from '../../src/wire/name.ts';
import type { Zone } from '../../src/zone/zone.ts';
import { generateQuestions } from '../support/dns/generate-questions.ts';
import { compareSlowly } from '../support/dns/plain-order.ts';
import { signForTest } from '../support/dns/sign-for-test.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';

interface Chain {
  readonly image: Image;
  readonly chainAt: number;
  readonly links: ReadonlyMap<Name, { readonly link: number; readonly proofAt: number }>;
}

function chainOf(zone: Zone): Chain {
  const writer = new ImageWriter(copyImage(emptyImage(), 16), true);
  const chain = appendChain(writer, zone);
  invariant(chain !== undefined, 'the zone is signed');
  return { image: writer.image, ...chain };
}

function findFor({ image, chainAt }: Chain, zone: Zone, name: Name): number {
  const labels = labelsOf(name);
  const starts = new Uint8Array(labels.length);
  for (let i = 1; i < labels.length; i++) starts[i] = (starts[i - 1] ?? 0) + 1 + (labels[i - 1]?.length ?? 0);
  const below = labels.length - labelsOf(zone.apex).length;
  return findLink(image, chainAt, bytesOf(name), name.length, starts, 0, below);
}

function hashOf(name: string): string {
  return createHash('sha1').update(Buffer.from(name, 'latin1')).digest('hex');
}

/** The last name that is not behind the one asked for; where there is none, the last of all. */
function findSlowly(names: readonly Name[], name: Name, kind: 'nsec' | 'nsec3'): Name | undefined {
  const order = (a: string, b: string) =>
    kind === 'nsec' ? compareSlowly(a, b) : hashOf(a) < hashOf(b) ? -1 : hashOf(a) > hashOf(b) ? 1 : 0;
  const sorted = [...names].sort(order);
  return sorted.filter((other) => order(other, name) <= 0).at(-1) ?? sorted.at(-1);
}

for (const kind of ['nsec', 'nsec3'] as const) {
  describe(`the chain of ${kind.toUpperCase()} (TEST_SEED=${testSeed})`, () => {
    let zone: Zone;
    let chain: Chain;
    before(async () => {
      zone = (await signForTest(kind)).zone;
      chain = chainOf(zone);
    });

    it('has a link for every name that is to have one, each once, in the order of the chain', () => {
      const names = linkedNames(zone, kind);
      const order =
        kind === 'nsec' ? compareSlowly : (a: string, b: string) => (hashOf(a) < hashOf(b) ? -1 : 1);
      const expected = names.sort(order).map((name, link) => [name, link]);
      const found = [...chain.links].map(([name, { link }]) => [name, link]);
      expect(found.sort((a, b) => Number(a[1]) - Number(b[1]))).to.deep.equal(expected);
      expect(chain.image.isHashed(chain.chainAt)).to.equal(kind === 'nsec3');
      for (const { link, proofAt } of chain.links.values()) {
        expect(proofOf(chain.image, chain.chainAt, link)).to.equal(proofAt);
      }
    });

    it('finds for any name the link that covers it or stands there', () => {
      const random = createSeededRandom();
      const inside = (name: string) => name.length > zone.apex.length && name.endsWith(zone.apex);
      const names = linkedNames(zone, kind);
      const asked = [...zone.nodes.names(), ...generateQuestions([zone], random).filter(inside)];
      // Octets 0, 1 and 255 at both ends of the labels that there are.
      for (const name of names.filter(inside)) {
        const label = name.slice(1, 1 + name.charCodeAt(0));
        for (const octet of ['\0', '\x01', '\x02', '\xff']) {
          for (const other of [label + octet, octet + label, octet]) {
            const changed = String.fromCharCode(other.length) + other + name.slice(1 + label.length);
            asked.push(changed as Name, `${String.fromCharCode(1)}${octet}${name}` as Name);
          }
        }
      }
      expect(asked.length).to.be.above(350);
      for (const name of asked) {
        const expected = chain.links.get(findSlowly(names, name, kind) as Name)?.link;
        expect(findFor(chain, zone, name), JSON.stringify(name)).to.equal(expected);
      }
    });

    it('knows for every name the link of the wildcard below it', () => {
      const names = linkedNames(zone, kind);
      for (const name of zone.nodes.names()) {
        const expected = chain.links.get(findSlowly(names, `\x01*${name}` as Name, kind) as Name)?.link;
        const found = findWildcardLink(chain.image, chain.chainAt, zone.apex, name);
        expect(found, JSON.stringify(name)).to.equal(expected);
      }
    });

    it('is one link long in a zone that has but its apex', async () => {
      const { zone: bare } = await signForTest(kind, {});
      const alone = chainOf(bare);
      expect(alone.links.size).to.equal(1);
      for (const label of ['\x01\0', '\x01\xff', '\x03abc']) {
        expect(findFor(alone, bare, (label + bare.apex) as Name)).to.equal(0);
      }
      const proofAt = proofOf(alone.image, alone.chainAt, 0);
      const ownerOctets = alone.image.words[proofAt + ProofRecord.ownerOctets];
      expect(ownerOctets).to.equal(kind === 'nsec' ? 0 : 33);
    });
  });
}

/** RFC 4035 §2.3, RFC 5155 §7.1: an empty non-terminal has a link of NSEC3 alone. */
function linkedNames({ nodes, emptyNonTerminals }: Zone, kind: 'nsec' | 'nsec3'): Name[] {
  return [...nodes.names()].filter((name) => kind === 'nsec3' || !emptyNonTerminals.has(name));
}

describe('appendChain', () => {
  it('has nothing to do for a zone that is not signed', async () => {
    const { zone } = await signForTest('nsec');
    const { security: _, ...plain } = zone;
    const writer = new ImageWriter(copyImage(emptyImage(), 16), true);
    expect(appendChain(writer, plain)).to.equal(undefined);
  });
});
