// What goes over the wire, judged by another reader of messages; and replies that are anything.

import { expect } from 'chai';
import {
  isReplyTo,
  readSerialReply,
  writeNotify,
  writeSerialQuestion,
} from '../../../src/transfer/notifying/notify-message.ts';
import { makeZone, nameOf } from '../../support/dns/make-zone.ts';
import { walkMessage } from '../../support/dns/walk-message.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';

const zone = makeZone({}, { serial: 4_000_000_001 });
const { apex } = zone;

describe('the messages to secondaries', () => {
  it('are a NOTIFY with the SOA record in the answer section, authoritative (RFC 1996 §3.7, §4.5)', () => {
    const message = Buffer.from(writeNotify(0xabcd, zone));
    expect(message.readUInt16BE(0)).to.equal(0xabcd);
    expect(message.readUInt16BE(2)).to.equal(0x2400);
    const { records } = walkMessage(message);
    expect(records.map(({ section, type }) => [section, type])).to.deep.equal([['answer', 6]]);
    expect(message.readUInt32BE((records[0]?.end ?? 0) - 20)).to.equal(4_000_000_001);
    expect(records[0]?.end).to.equal(message.length);
  });

  it('are a question for the SOA record, without recursion', () => {
    const message = Buffer.from(writeSerialQuestion(7, apex));
    expect(message.readUInt32BE(0)).to.equal(0x0007_0000);
    expect(walkMessage(message).records).to.deep.equal([]);
    expect(message.readUInt32BE(message.length - 4)).to.equal(0x0006_0001);
  });
});

describe('a reply to the question for the serial', () => {
  const asked = writeSerialQuestion(7, apex);

  /** As the secondary would answer; `flags` are QR, AA and the code. */
  function reply(flags: number, serial: number | undefined, owner = apex): Buffer {
    const head = Buffer.from(asked);
    head.writeUInt16BE(flags, 2);
    if (serial === undefined) return head;
    head.writeUInt16BE(1, 6);
    const record = Buffer.alloc(10 + 22);
    record.writeUInt16BE(6, 0);
    record.writeUInt16BE(1, 2);
    record.writeUInt16BE(22, 8);
    record.writeUInt32BE(serial, 12);
    return Buffer.concat([head, Buffer.from(owner, 'latin1'), record]);
  }

  it('brings the serial', () => {
    expect(readSerialReply(reply(0x8400, 4_000_000_001), apex)).to.deep.equal({ serial: 4_000_000_001 });
  });

  const refusals: readonly (readonly [string, Buffer])[] = [
    ['REFUSED', reply(0x8005, undefined)],
    ['SERVFAIL', reply(0x8402, undefined)],
    ['an answer without authority', reply(0x8000, 5)],
    ['an answer without SOA', reply(0x8400, undefined)],
    ['an answer without SOA', reply(0x8400, 5, nameOf('other.test'))],
    ['a reply that cannot be read', reply(0x8400, 5).subarray(0, 50)],
    ['a reply that cannot be read', Buffer.concat([reply(0x8400, 5), Buffer.alloc(1)])],
  ];
  for (const [refusal, octets] of refusals) {
    it(`says ${refusal}`, () => {
      expect(readSerialReply(octets, apex)).to.deep.equal({ refusal });
    });
  }

  it('may be in other letters', () => {
    const shouted = reply(0x8400, 5);
    shouted.write('EXAMPLE', 13, 'latin1');
    expect(isReplyTo(asked, apex, shouted)).to.equal(true);
    expect(readSerialReply(shouted, apex)).to.deep.equal({ serial: 5 });
  });

  it(`may be anything (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom(testSeed);
    const good = reply(0x8400, 5);
    for (let round = 0; round < 20_000; round++) {
      const octets = Buffer.from(good.subarray(0, random.below(good.length + 1)));
      for (let changes = random.below(6); changes > 0 && octets.length > 0; changes--)
        octets[random.below(octets.length)] = random.below(256);
      isReplyTo(asked, apex, octets);
      const read = readSerialReply(octets, apex);
      expect('serial' in read || read.refusal.length > 0).to.equal(true);
    }
  });
});
