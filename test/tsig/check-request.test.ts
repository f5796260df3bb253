// What is said of signed requests, and to those that are not signed as they should be (RFC 8945 §5.2), each signed by hand.

import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { checkRequest } from '../../src/tsig/check-request.ts';
import type { CheckedRequest } from '../../src/tsig/exchange.ts';
import { printName } from '../../src/wire/name.ts';
import { RecordType } from '../../src/wire/protocol.ts';
import { writeQuery } from '../../src/wire/write-query.ts';
import { makeTsigKey, nameOf, ringOf, testSecret } from '../support/dns/make-tsig-key.ts';
import {
  appendRecords,
  type HandSignature,
  signatureByHand,
  signByHand,
  signedAt,
  wireName,
} from '../support/dns/sign-by-hand.ts';

const keys = ringOf(
  makeTsigKey(),
  makeTsigKey({ name: 'sha1.test', algorithm: 'hmac-sha1' }),
  makeTsigKey({ name: 'sha384.test', algorithm: 'hmac-sha384' }),
  makeTsigKey({ name: 'sha512.test', algorithm: 'hmac-sha512' }),
  makeTsigKey({ name: 'cut.test', macOctetsMin: 20 }),
);
const query = writeQuery({ id: 0x1234, name: nameOf('www.example.test'), type: RecordType.SOA });
const queryWithOpt = writeQuery({
  id: 0x1234,
  name: nameOf('www.example.test'),
  type: RecordType.SOA,
  payloadOctetsMax: 1232,
});

function check(packet: Uint8Array, nowSeconds = signedAt): CheckedRequest {
  return checkRequest(packet, keys, { wallSeconds: () => nowSeconds });
}

function outcomeOf(packet: Uint8Array, nowSeconds = signedAt): string {
  const checked = check(packet, nowSeconds);
  return checked.kind === 'bad' ? checked.error : checked.kind;
}

const ofCutKey = { keyName: wireName('cut.test') };
const ofSha1 = { keyName: wireName('sha1.test'), algorithm: wireName('hmac-sha1'), hash: 'sha1' };
const ofSha384 = { keyName: wireName('sha384.test'), algorithm: wireName('hmac-sha384'), hash: 'sha384' };
const ofSha512 = { keyName: wireName('sha512.test'), algorithm: wireName('hmac-sha512'), hash: 'sha512' };
const address = Buffer.from('0161000001000100000e100004c0000201', 'hex');

describe('checkRequest', () => {
  const good: Readonly<Record<string, HandSignature>> = {
    'a good signature': {},
    'a signature of SHA-1': ofSha1,
    'a signature of SHA-384': ofSha384,
    'a signature of SHA-512': ofSha512,
    'a key that is written in capital letters': { writtenName: wireName('KEY.Test') },
    'an algorithm that is written in capital letters': { writtenAlgorithm: wireName('HMAC-sha256') },
    'a name that is compressed': {
      keyName: wireName('key.test'),
      writtenName: Buffer.from('036b6579c018', 'hex'),
    },
    'another id than the original one, as forwarders make it': { originalId: 0x4321 },
    'other data and an error, which requests need not have': { other: Buffer.from('abc'), error: 5 },
    'a signature that is cut, where the key permits it': { ...ofCutKey, macOctets: 20 },
    'a whole signature, where the key permits less': ofCutKey,
    'a time at the edge of the future': { time: signedAt + 300 },
    'a time at the edge of the past': { time: signedAt - 300 },
    'no tolerance at all': { fudge: 0 },
    'the longest tolerance': { fudge: 0xffff, time: signedAt - 900 },
  };
  for (const [what, fields] of Object.entries(good)) {
    it(`believes ${what}`, () => {
      const checked = check(signByHand(query, fields));
      expect(checked.kind).to.equal('good');
      expect(checked).to.have.property('message').that.deep.equals(query);
    });
  }

  it('believes a signature behind an OPT record, and leaves that in the message', () => {
    const checked = check(signByHand(queryWithOpt));
    expect(checked).to.include({ kind: 'good' }).and.have.property('message').that.deep.equals(queryWithOpt);
  });

  it('leaves the packet as it was, and keeps nothing of it', () => {
    const packet = signByHand(query);
    const before = Buffer.from(packet);
    const checked = check(packet);
    expect(packet.equals(before)).to.equal(true);
    if (checked.kind !== 'good') throw new Error(checked.kind);
    const reply = (): Uint8Array => {
      const octets = new Uint8Array(512);
      octets.set(checked.message);
      return octets.subarray(0, checked.replies.sign(octets, checked.message.length));
    };
    packet.fill(0xff);
    expect(checked.message).to.deep.equal(query);
    const sameAgain = check(before);
    if (sameAgain.kind !== 'good') throw new Error(sameAgain.kind);
    const octets = new Uint8Array(512);
    octets.set(query);
    expect(reply()).to.deep.equal(octets.subarray(0, sameAgain.replies.sign(octets, query.length)));
  });

  it('says who signed', () => {
    const checked = check(signByHand(query, ofSha384));
    expect(checked.kind === 'good' && printName(checked.key.name)).to.equal('sha384.test.');
  });

  for (const [what, packet] of [
    ['a query', query],
    ['a query with OPT', queryWithOpt],
    ['a header alone', Buffer.from('123400000000000000000000', 'hex')],
    ['an update without records', Buffer.from('123428000000000000000000', 'hex')],
    [
      'a query with an address and something behind it',
      Buffer.concat([appendRecords(query, address), Buffer.from('x')]),
    ],
  ] as const) {
    it(`finds ${what} unsigned`, () => expect(check(packet)).to.deep.equal({ kind: 'unsigned' }));
  }

  const signed = signByHand(query);
  const bad: Readonly<Record<string, Readonly<Record<string, Uint8Array>>>> = {
    FORMERR: {
      'nothing at all': Buffer.alloc(0),
      'less than a header': query.subarray(0, 11),
      'a message that is cut off': signed.subarray(0, signed.length - 1),
      'a message that counts more records than it has': Buffer.from(signed).fill(9, 11, 12),
      'a response': Buffer.from(signed).fill(0x81, 2, 3),
      'something behind the signature': Buffer.concat([signed, Buffer.from([0])]),
      'a record behind the signature': appendRecords(signed, address),
      'two signatures': appendRecords(signed, signatureByHand(signed)),
      'the same signature twice': appendRecords(query, signatureByHand(query), signatureByHand(query)),
      'a signature in the answer section': Buffer.from(signed).fill(1, 7, 8).fill(0, 11, 12),
      'a signature in the authority section': Buffer.from(signed).fill(1, 9, 10).fill(0, 11, 12),
      'a signature in the answer section and one at the end': (() => {
        const first = Buffer.from(signed).fill(1, 7, 8).fill(0, 11, 12);
        return appendRecords(first, signatureByHand(first));
      })(),
      'another class than ANY': signByHand(query, { recordClass: 1 }),
      'a TTL': signByHand(query, { ttl: 1 }),
      'a TTL of many days': signByHand(query, { ttl: 0x10000 }),
      'an algorithm that is compressed': signByHand(query, { writtenAlgorithm: Buffer.from('c018', 'hex') }),
      'an algorithm without an end': signByHand(query, { writtenAlgorithm: Buffer.from('\x3fa') }),
      'a signature longer than its record': signByHand(query, { macSize: 400 }),
      'other data longer than its record': signByHand(query, { otherSize: 1 }),
      'other data shorter than its record': signByHand(query, { other: Buffer.from('ab'), otherSize: 1 }),
      'a record without data': appendRecords(
        query,
        Buffer.from('00 00fa 00ff 00000000 0000'.replaceAll(' ', ''), 'hex'),
      ),
      'no signature': signByHand(query, { macOctets: 0 }),
      'a signature of less than half': signByHand(query, { macOctets: 15 }),
      'a signature of less than half with SHA-512': signByHand(query, { ...ofSha512, macOctets: 31 }),
      'a signature of nine octets with SHA-1': signByHand(query, { ...ofSha1, macOctets: 9 }),
      'a signature longer than its hash': signByHand(query, { mac: Buffer.alloc(33) }),
    },
    BADKEY: {
      'an unknown key': signByHand(query, { keyName: wireName('other.test') }),
      'a key above a known one': signByHand(query, { keyName: wireName('test') }),
      'the root as a key': signByHand(query, { keyName: wireName('') }),
      'an algorithm that is not the key’s': signByHand(query, {
        algorithm: wireName('hmac-sha512'),
        hash: 'sha512',
      }),
      'an unknown algorithm': signByHand(query, { algorithm: wireName('hmac-md5.sig-alg.reg.int') }),
      'an unknown key, whatever else is wrong': signByHand(query, {
        keyName: wireName('x'),
        time: 0,
        macOctets: 0,
      }),
    },
    BADSIG: {
      'another secret': signByHand(query, { secret: testSecret.replace('bm', 'bn') }),
      'another question': (() => {
        const changed = Buffer.from(signed);
        changed[13] = 0x57;
        return changed;
      })(),
      'another time than what is signed': Buffer.from(signed).fill(0, signed.length - 48, signed.length - 44),
      'another original id than what is signed': Buffer.from(signed).fill(
        7,
        signed.length - 6,
        signed.length - 4,
      ),
      'another error than what is signed': Buffer.from(signed).fill(7, signed.length - 4, signed.length - 2),
      'a bad signature that is old as well': signByHand(query, { mac: Buffer.alloc(32), time: 1 }),
      'a bad signature that is cut as well': signByHand(query, { mac: Buffer.alloc(16) }),
      'a name in capital letters in what is signed': signByHand(query, {
        keyName: wireName('KEY.test'),
        writtenName: wireName('key.test'),
      }),
    },
    BADTIME: {
      'a time before its tolerance': signByHand(query, { time: signedAt - 301 }),
      'a time behind its tolerance': signByHand(query, { time: signedAt + 301 }),
      'a time a second off without tolerance': signByHand(query, { fudge: 0, time: signedAt + 1 }),
      'a tolerance of eighteen hours': signByHand(query, { fudge: 0xffff, time: signedAt - 901 }),
      'the beginning of time': signByHand(query, { time: 0 }),
      'the end of time': signByHand(query, { time: 2 ** 48 - 1 }),
      'an old signature that is cut as well': signByHand(query, { time: 1, macOctets: 16 }),
    },
    BADTRUNC: {
      'a signature that is cut': signByHand(query, { macOctets: 31 }),
      'a signature that is cut to half': signByHand(query, { macOctets: 16 }),
      'a signature that is cut to ten octets with SHA-1': signByHand(query, { ...ofSha1, macOctets: 10 }),
      'a signature that is cut to less than the key permits': signByHand(query, {
        ...ofCutKey,
        macOctets: 19,
      }),
    },
  };
  for (const [error, packets] of Object.entries(bad)) {
    for (const [what, packet] of Object.entries(packets)) {
      it(`finds ${error} in ${what}`, () => expect(outcomeOf(packet)).to.equal(error));
    }
  }
});

/** The signature at the end of a reply to `query`, as far as tests look at it. */
function readReply(octets: Uint8Array) {
  const reply = Buffer.from(octets);
  const flags = reply.readUInt16BE(2);
  const counts = [4, 6, 8, 10].map((at) => reply.readUInt16BE(at));
  return {
    id: reply.readUInt16BE(0),
    code: flags & 0x0f,
    isResponse: flags >= 0x8000,
    counts,
    octets: reply,
  };
}

function refusalOf(packet: Uint8Array, nowSeconds = signedAt) {
  const checked = checkRequest(packet, keys, { wallSeconds: () => nowSeconds });
  if (checked.kind !== 'bad' || checked.reply === undefined)
    throw new Error(`${checked.kind}, without a reply`);
  return readReply(checked.reply);
}

describe('what is said to a bad signature', () => {
  const questionEnd = query.length;

  it('is FORMERR without a signature where the record is not as it must be', () => {
    const reply = refusalOf(signByHand(query, { ttl: 1 }));
    expect(reply).to.deep.include({ id: 0x1234, code: 1, isResponse: true, counts: [1, 0, 0, 0] });
    expect(reply.octets.subarray(12)).to.deep.equal(Buffer.from(query.subarray(12)));
  });

  it('is FORMERR without a question where that cannot be read', () => {
    const reply = refusalOf(query.subarray(0, 20));
    expect(reply).to.deep.include({ code: 1, counts: [0, 0, 0, 0] });
    expect(reply.octets).to.have.length(12);
  });

  it('is said without a question whose name points elsewhere: there is nothing before it', () => {
    const pointing = Buffer.concat([query.subarray(0, 12), Buffer.from('c00c00060001', 'hex')]);
    const reply = refusalOf(signByHand(pointing, { keyName: wireName('other.test') }));
    expect(reply).to.deep.include({ code: 9, counts: [0, 0, 0, 1] });
  });

  it('is nothing to what is no request', () => {
    expect(check(query.subarray(0, 5))).to.deep.include({ kind: 'bad', reply: undefined });
    expect(check(Buffer.from(signByHand(query)).fill(0x80, 2, 3))).to.deep.include({
      kind: 'bad',
      reply: undefined,
    });
  });

  for (const [error, code, fields] of [
    ['BADKEY', 17, { keyName: wireName('other.test') }],
    ['BADSIG', 16, { mac: Buffer.alloc(32) }],
  ] as const) {
    it(`is NOTAUTH with ${error} and no signature`, () => {
      const reply = refusalOf(signByHand(query, fields));
      expect(reply).to.deep.include({ code: 9, counts: [1, 0, 0, 1] });
      const record = signatureByHand(query, { ...fields, mac: Buffer.alloc(0), error: code });
      expect(reply.octets.subarray(questionEnd)).to.deep.equal(record);
    });
  }

  /** The signature of a reply covers the request's. */
  function macOf(request: Buffer, reply: Buffer, variables: Buffer): Buffer {
    const requestMac = request.subarray(request.length - 6 - 32, request.length - 6);
    const unsigned = Buffer.from(reply.subarray(0, questionEnd));
    unsigned.writeUInt16BE(0, 10);
    const size = Buffer.from([0, requestMac.length]);
    const hmac = createHmac('sha256', Buffer.from(testSecret, 'base64'));
    return hmac.update(Buffer.concat([size, requestMac, unsigned, variables])).digest();
  }

  it('is BADTIME, signed, with the time and tolerance of the request and our own time', () => {
    const request = signByHand(query, { fudge: 77 });
    const now = signedAt + 5000;
    const reply = refusalOf(request, now);
    expect(reply).to.deep.include({ code: 9, counts: [1, 0, 0, 1] });
    const other = Buffer.alloc(6);
    other.writeUIntBE(now, 0, 6);
    const timers = Buffer.alloc(8);
    timers.writeUIntBE(signedAt, 0, 6);
    timers.writeUInt16BE(77, 6);
    const tail = Buffer.concat([timers, Buffer.from([0, 18, 0, 6]), other]);
    const variables = Buffer.concat([
      wireName('key.test'),
      Buffer.from('00ff00000000', 'hex'),
      wireName('hmac-sha256'),
      tail,
    ]);
    const mac = macOf(request, reply.octets, variables);
    const expected = signatureByHand(query, { mac, error: 18, fudge: 77, other });
    expect(reply.octets.subarray(questionEnd)).to.deep.equal(expected);
  });

  it('is BADTRUNC, signed in full, with our time', () => {
    const reply = refusalOf(signByHand(query, { macOctets: 16 }), signedAt + 9);
    expect(reply).to.deep.include({ code: 9, counts: [1, 0, 0, 1] });
    const record = reply.octets.subarray(
      questionEnd + wireName('key.test').length + 10 + wireName('hmac-sha256').length,
    );
    expect(record.readUIntBE(0, 6)).to.equal(signedAt + 9);
    expect(record.readUInt16BE(8)).to.equal(32);
    expect(record.subarray(record.length - 4)).to.deep.equal(Buffer.from([0, 22, 0, 0]));
  });

  it('has an OPT record where the request has one, with its DO bit', () => {
    const withDo = Buffer.from(queryWithOpt);
    withDo[withDo.length - 4] = 0x80;
    for (const [packet, flag] of [
      [queryWithOpt, 0],
      [withDo, 0x80],
    ] as const) {
      const reply = refusalOf(signByHand(packet, { keyName: wireName('other') }));
      expect(reply.counts).to.deep.equal([1, 0, 0, 2]);
      const opt = reply.octets.subarray(questionEnd, questionEnd + 11);
      expect(opt).to.deep.equal(Buffer.from([0, 0, 41, 4, 208, 0, 0, flag, 0, 0, 0]));
    }
  });

  it('leaves out the question of a request with long names, and is nothing where even those do not fit', () => {
    const label = 'x'.repeat(60);
    const long = wireName(Array.from({ length: 4 }, () => label).join('.'));
    const longQuery = Buffer.concat([query.subarray(0, 12), long, query.subarray(query.length - 4)]);
    expect(refusalOf(signByHand(longQuery, { keyName: long })).counts).to.deep.equal([0, 0, 0, 1]);
    expect(check(signByHand(longQuery, { keyName: long, algorithm: long }))).to.deep.include({
      error: 'BADKEY',
      reply: undefined,
    });
  });

  it('repeats the opcode', () => {
    const update = Buffer.from(query);
    update[2] = 0x28;
    const { octets } = refusalOf(signByHand(update, { mac: Buffer.alloc(32) }));
    expect(octets[2]).to.equal(0xa8);
  });
});
