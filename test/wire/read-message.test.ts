// Replies that anybody may have written: good ones are read, all others refused without an exception.

import { expect } from 'chai';
import { RecordType } from '../../src/wire/protocol.ts';
import { type Message, readMessage } from '../../src/wire/read-message.ts';
import { makeQuery } from '../support/dns/dns-client.ts';
import { a, aaaa, cname, makeReply, ns, questionEnd, soa, srv, txt } from '../support/dns/make-reply.ts';
import { readStrictly } from '../support/dns/read-strictly.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';

const query = makeQuery('_http._tcp.test', { type: 33 });
const reply = makeReply(query, {
  answers: [srv('_http._tcp.test', [1, 2, 80], 'A1.test'), cname('x.test', 'y.test', 7)],
  authorities: [soa('test', 5), ns('test', 'ns1.test')],
  additionals: [a('A1.test', '192.0.2.1'), aaaa('a1.test', '2001:db8::1'), txt('test', ['a', ''])],
});

function read(octets: Uint8Array): Message {
  const message = readMessage(octets);
  if (!message.ok) throw new Error(JSON.stringify(message.problem));
  return message.value;
}

function withOpt(octets: Buffer, extendedCode: number, count = 1): Buffer {
  const opt = Buffer.from([0, 0, 41, 0x04, 0xd0, extendedCode, 0, 0, 0, 0, 0]);
  const whole = Buffer.concat([octets, ...Array.from({ length: count }, () => opt)]);
  whole.writeUInt16BE(whole.readUInt16BE(10) + count, 10);
  return whole;
}

describe('readMessage', () => {
  it('reads the records of all sections, names in lower case', () => {
    const { answers, authorities, additionals, responseCode, isTruncated } = read(reply);
    expect({ responseCode, isTruncated }).to.deep.equal({ responseCode: 0, isTruncated: false });
    expect(answers).to.deep.equal([
      {
        owner: '\x05_http\x04_tcp\x04test\0',
        type: 33,
        class: 1,
        ttlSeconds: 60,
        rdata: '\0\x01\0\x02\0\x50\x02a1\x04test\0',
      },
      { owner: '\x01x\x04test\0', type: 5, class: 1, ttlSeconds: 7, rdata: '\x01y\x04test\0' },
    ]);
    expect(authorities.map(({ type }) => type)).to.deep.equal([RecordType.SOA, RecordType.NS]);
    expect(additionals.map(({ owner }) => owner)).to.deep.equal([
      '\x02a1\x04test\0',
      '\x02a1\x04test\0',
      '\x04test\0',
    ]);
  });

  it('decompresses names in owners and in data', () => {
    const pointer = Buffer.from([0xc0, 0x0c]);
    const fixed = (type: number, length: number) => Buffer.from([0, type, 0, 1, 0, 0, 0, 9, 0, length]);
    const head = Buffer.from(reply.subarray(0, questionEnd(query)));
    head.writeUInt16BE(3, 6);
    for (const at of [8, 10]) head.writeUInt16BE(0, at);
    const octets = Buffer.concat([
      ...[head, pointer, fixed(5, 4), Buffer.from('\x01b\xc0\x17', 'latin1')],
      ...[pointer, fixed(33, 8), Buffer.from([0, 1, 0, 2, 0, 3]), pointer],
      ...[pointer, fixed(15, 4), Buffer.from([0, 9]), pointer],
    ]);
    const own = '\x05_http\x04_tcp\x04test\0';
    expect(read(octets).answers.map(({ owner, rdata }) => [owner, rdata])).to.deep.equal([
      [own, '\x01b\x04test\0'],
      [own, `\0\x01\0\x02\0\x03${own}`],
      [own, `\0\x09${own}`],
    ]);
  });

  it('takes a TTL with its highest bit set as 0 (RFC 2181 §8)', () => {
    const answers = [a('test', '192.0.2.1', 0x7fff_ffff), a('test', '192.0.2.2', 0x8000_0000)];
    expect(read(makeReply(query, { answers })).answers.map(({ ttlSeconds }) => ttlSeconds)).to.deep.equal([
      0x7fff_ffff, 0,
    ]);
  });

  it('combines the response code from header and OPT (RFC 6891 §6.1.3), and returns no OPT', () => {
    const message = read(withOpt(makeReply(query, { code: 1 }), 0xff));
    expect(message.responseCode).to.equal(0xff1);
    expect(message.additionals).to.deep.equal([]);
  });

  it('refuses a second OPT', () => {
    expect(readMessage(withOpt(reply, 0, 2))).to.have.nested.property('problem.kind', 'repeated-opt');
  });

  it('refuses a message cut off anywhere', () => {
    for (let length = 0; length < reply.length; length++) {
      expect(readMessage(reply.subarray(0, length)).ok, `${length} octets`).to.equal(false);
    }
  });

  it('refuses trailing octets', () => {
    const problem = { kind: 'trailing-octets', at: reply.length };
    expect(readMessage(Buffer.concat([reply, Buffer.from([0])]))).to.deep.equal({ ok: false, problem });
  });

  const bad: readonly (readonly [string, number, Buffer])[] = [
    ['an A record of three octets', 1, Buffer.alloc(3)],
    ['an A record of sixteen', 1, Buffer.alloc(16)],
    ['an AAAA record of four', 28, Buffer.alloc(4)],
    ['a TXT record without a string', 16, Buffer.alloc(0)],
    ['a TXT record with half a string', 16, Buffer.from('\x05abc')],
    ['an SRV record without a target', 33, Buffer.alloc(6)],
    ['an SRV record with something behind its target', 33, Buffer.alloc(8)],
    ['a CNAME that points forward', 5, Buffer.from([0xc0, 0xff])],
    ['a CNAME whose name goes on behind its data', 5, Buffer.from([3, 0x61])],
    ['an SOA without numbers', 6, Buffer.alloc(2)],
  ];
  for (const [what, type, data] of bad) {
    it(`refuses ${what}`, () => {
      const octets = makeReply(query, { answers: [{ owner: 'test', type, data }, a('test', '192.0.2.1')] });
      expect(readMessage(octets)).to.have.nested.property('problem.kind', 'bad-record');
    });
  }

  it(`never throws, and accepts nothing that a second reader refuses, in 50,000 replies (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    let accepted = 0;
    for (let i = 0; i < 50_000; i++) {
      const octets = Buffer.from(reply);
      for (let left = 1 + random.below(4); left > 0; left--) {
        octets[random.below(octets.length)] = random.pick([0, 1, 0x3f, 0x40, 0xc0, 0xff, random.below(256)]);
      }
      if (!readMessage(octets).ok) continue;
      accepted++;
      // That one is stricter in one thing: a pointer must lead to where a label starts.
      try {
        readStrictly(octets);
      } catch (error) {
        expect(String(error), octets.toString('hex')).to.match(
          /leads into nowhere|question at \d+ is compressed/,
        );
      }
    }
    expect(accepted).to.be.greaterThan(1000);
  });
});
