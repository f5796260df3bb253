// Whatever comes in, nothing happens: nothing is thrown, and the image stays as it is.

import { expect } from 'chai';
import { buildImage } from '../../../src/answers/build-image.ts';
import { emptyImage, type Image } from '../../../src/answers/image.ts';
import { FetchAhead } from '../../../src/serving/udp/fetch-ahead.ts';
import { makeQuery } from '../../support/dns/dns-client.ts';
import { makeZone } from '../../support/dns/make-zone.ts';
import { createSeededRandom } from '../../support/seeded-random.ts';

const slots = 64;
const names = 5000;
const addresses = Array.from({ length: names }, (_, i) => [`a.n${i}`, [`192.0.2.${i % 256}`]] as const);

function packetsOf(octets: readonly Uint8Array[]): Uint8Array[] {
  return octets.map((one) => {
    const buffer = new Uint8Array(4096);
    buffer.set(one);
    return buffer;
  });
}

function expectNothing(image: Image, packets: readonly Uint8Array[]): void {
  const before = Buffer.from(image.octets);
  const ahead = new FetchAhead(slots);
  for (let count = 0; count <= packets.length; count++) ahead.fetch(image, packets, count);
  expect(before.equals(image.octets)).to.equal(true);
}

describe('FetchAhead', () => {
  let image: Image;

  before(() => {
    image = buildImage([makeZone(Object.fromEntries(addresses))]);
    expect(image.octets.length).to.be.greaterThan(512 * 1024);
  });

  it('leaves an image as it is, whatever is asked for', () => {
    // Names with addresses, above them with none, absent ones, the apex, nothing of ours.
    const asked = ['a.n1', 'n1', 'x.n1', 'A.N2'].map((name) => `${name}.example.test`);
    const queries = [...asked, 'example.test', '', `${'x'.repeat(63)}.`.repeat(3)].map((name) =>
      makeQuery(name),
    );
    const all = Array.from({ length: slots }, (_, i) => queries[i % queries.length] ?? new Uint8Array(12));
    expectNothing(image, packetsOf(all));
  });

  it('takes any octets', () => {
    const random = createSeededRandom(1);
    const packets = Array.from({ length: slots }, () =>
      Uint8Array.from({ length: 4096 }, () => random.below(256)),
    );
    expectNothing(image, packets);
    expectNothing(emptyImage(100_000), packets);
  });
});
