// What a reply consists of when there is room for all of it, for some and for nothing, read by other code than wrote it.

import { expect } from 'chai';
import { buildImage } from '../../../src/answers/build-image.ts';
import type { Image } from '../../../src/answers/image.ts';
import { buildZones } from '../../../src/publishing/build-zones.ts';
import { LookUp } from '../../../src/serving/answering/look-up.ts';
import { ReplyWriter } from '../../../src/serving/answering/reply-writer.ts';
import { createQueryView } from '../../../src/serving/query/query-view.ts';
import { triageQuery } from '../../../src/serving/query/triage-query.ts';
import { makeQuery, type QuerySettings } from '../../support/dns/dns-client.ts';
import { configureFuzzedZone } from '../../support/dns/fuzzed-zone.ts';
import { signForTest } from '../../support/dns/sign-for-test.ts';
import { walkMessage } from '../../support/dns/walk-message.ts';
import { decideBy } from '../../support/worlds/verdicts.ts';

const noneHealthy = buildImage(
  buildZones(
    configureFuzzedZone(),
    decideBy(() => false),
    1,
  ),
);
const allHealthy = buildImage(
  buildZones(
    configureFuzzedZone(),
    decideBy(() => true),
    1,
  ),
);
const optType = 41;

function createReplier() {
  const query = createQueryView();
  const lookUp = new LookUp(query);
  const writer = new ReplyWriter(query, true);
  const buffer = Buffer.alloc(65_535, 0xa5);
  return (image: Image, name: string, settings: QuerySettings, octetsMax = 65_535) => {
    const packet = makeQuery(name, settings);
    triageQuery(packet, packet.length, query);
    const reply = { octets: buffer, length: 0 };
    writer.begin(packet, buffer, octetsMax);
    lookUp.search(image);
    const outcome = writer.writeFound(image, lookUp, reply);
    const octets = Buffer.from(buffer.subarray(0, reply.length));
    const message = walkMessage(octets);
    const opt = message.records.find(({ type }) => type === optType);
    return { outcome, octets, message, optData: octets.toString('hex', opt?.dataStart, opt?.end) };
  };
}

describe('ReplyWriter', () => {
  it('leaves nothing of the reply before in the next one', () => {
    const replyTo = createReplier();
    const first = replyTo(allHealthy, 'missing.example.test', {}).octets;
    replyTo(allHealthy, 'big.example.test', { edns: { dnssecOk: true } });
    replyTo(allHealthy, 'elsewhere.example', {});
    expect(replyTo(allHealthy, 'missing.example.test', {}).octets).to.deep.equal(first);
  });

  it('is authoritative for its own names only', () => {
    const replyTo = createReplier();
    const flagsOf = (name: string) => replyTo(allHealthy, name, {}).message.flags;
    expect([flagsOf('www.example.test'), flagsOf('elsewhere.example')]).to.deep.equal([0x8400, 0x8005]);
  });

  it('fills a reply to the last octet, and says TC with one octet less', () => {
    const replyTo = createReplier();
    for (const settings of [{}, { edns: {} }] satisfies QuerySettings[]) {
      const whole = replyTo(allHealthy, 'www.example.test', settings);
      const fitting = replyTo(allHealthy, 'www.example.test', settings, whole.octets.length);
      expect([fitting.outcome, fitting.octets.length]).to.deep.equal(['answered', whole.octets.length]);
      const cut = replyTo(allHealthy, 'www.example.test', settings, whole.octets.length - 1);
      expect(cut.outcome).to.equal('truncated');
      expect(cut.message.flags & 0x0200).to.equal(0x0200);
      expect(cut.message.counts.slice(0, 3)).to.deep.equal([1, 0, 0]);
    }
  });

  it('explains that nothing healthy is left, where there is OPT and room, and never in a truncated reply', () => {
    const replyTo = createReplier();
    const edns: QuerySettings = { edns: {} };
    const whole = replyTo(noneHealthy, 'down.example.test', edns);
    expect(Buffer.from(whole.optData, 'hex').toString('latin1')).to.match(/no healthy address$/);
    expect(replyTo(noneHealthy, 'down.example.test', {}).message.counts).to.deep.equal([1, 0, 1, 0]);
    expect(replyTo(noneHealthy, 'down.example.test', edns, whole.octets.length).optData).to.equal(
      whole.optData,
    );
    const tight = replyTo(noneHealthy, 'down.example.test', edns, whole.octets.length - 1);
    expect([tight.outcome, tight.optData]).to.deep.equal(['answered', '']);
    const least = replyTo(noneHealthy, 'down.example.test', edns, tight.octets.length - 1);
    expect([least.outcome, least.optData]).to.deep.equal(['truncated', '']);
    expect(replyTo(allHealthy, 'missing.example.test', edns).optData).to.equal('');
  });

  it('truncates rather than prove half of what it says', async () => {
    const { image } = await signForTest('nsec');
    const replyTo = createReplier();
    for (const [name, type] of [
      ['absent.example.test', 1],
      ['www.example.test', 46],
      ['www.example.test', 47],
    ] as const) {
      const settings: QuerySettings = { type, edns: { dnssecOk: true } };
      const { length } = replyTo(image, name, settings).octets;
      expect(replyTo(image, name, settings, length).outcome).to.equal('answered');
      expect(replyTo(image, name, settings, length - 1).outcome).to.equal('truncated');
    }
  });
});
