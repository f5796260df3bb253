// What is left of replies of every shape when an interface cannot carry them.

import { expect } from 'chai';
import { Snapshot } from '../../../src/answers/snapshot.ts';
import { decideAllHealthy } from '../../../src/health/deciding/decide.ts';
import { buildZones } from '../../../src/publishing/build-zones.ts';
import { shortenReply } from '../../../src/serving/udp/shorten-reply.ts';
import { makeQuery, type QuerySettings, readReply } from '../../support/dns/dns-client.ts';
import { configureFuzzedZone } from '../../support/dns/fuzzed-zone.ts';
import { createOctetsAnswerer } from '../../support/dns/octets-answerer.ts';

const snapshot = new Snapshot();
snapshot.replace(buildZones(configureFuzzedZone(), decideAllHealthy, 1));
const answer = createOctetsAnswerer('udp');

function replyTo(name: string, settings: QuerySettings): { octets: Buffer; length: number } {
  const octets = Buffer.alloc(1232);
  const query = makeQuery(name, settings);
  return { octets, length: answer(snapshot.image, query, query.length, octets) };
}

describe('shortenReply', () => {
  for (const [what, name] of [
    ['an answer', 'www.example.test'],
    ['a long one', 'big.example.test'],
    ['an absent name', 'no.such.name.example.test'],
    ['a remark, which goes too', 'down.example.test'],
  ] as const) {
    it(`leaves header, question and OPT of ${what}, and says that there is more`, () => {
      const { octets, length } = replyTo(name, { edns: { payload: 1232 } });
      const before = readReply(Buffer.from(octets.subarray(0, length)));
      const shortened = shortenReply(octets, length);
      const reply = readReply(octets.subarray(0, shortened));
      expect(reply.counts).to.deep.equal([1, 0, 0, 1]);
      expect(reply).to.include({ isTruncated: true, code: before.code });
      expect(reply.edns).to.deep.equal(before.edns);
      expect(shortened).to.be.lessThan(length);
    });
  }

  it('leaves header and question of an answer without OPT', () => {
    const { octets, length } = replyTo('www.example.test', {});
    const reply = readReply(octets.subarray(0, shortenReply(octets, length)));
    expect(reply.counts).to.deep.equal([1, 0, 0, 0]);
    expect(reply.isTruncated).to.equal(true);
  });

  it('leaves a reply alone that has no records but OPT, or none', () => {
    for (const settings of [{ edns: { payload: 1232 } }, {}]) {
      const { octets, length } = replyTo('elsewhere.test', settings);
      const before = Buffer.from(octets);
      expect(shortenReply(octets, length)).to.equal(length);
      expect(octets.equals(before)).to.equal(true);
    }
  });

  it('cuts what is cut already no further', () => {
    const { octets, length } = replyTo('big.example.test', { edns: { payload: 1232 } });
    const once = shortenReply(octets, length);
    expect(shortenReply(octets, once)).to.equal(once);
  });
});
