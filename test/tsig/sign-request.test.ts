import { expect } from 'chai';
import { checkRequest } from '../../src/tsig/check-request.ts';
import { signRequest } from '../../src/tsig/sign-request.ts';
import { type TsigKey, tsigAlgorithms } from '../../src/tsig/tsig-key.ts';
import { RecordType } from '../../src/wire/protocol.ts';
import { writeQuery } from '../../src/wire/write-query.ts';
import { makeTsigKey, nameOf, ringOf } from '../support/dns/make-tsig-key.ts';

const now = 1_800_000_000;
const query = writeQuery({ id: 0x1234, name: nameOf('www.example.test'), type: RecordType.SOA });

/** The reply of a server that sends back what it was sent, signed with the same key. */
function replyTo(octets: Uint8Array, key: TsigKey): Uint8Array {
  const checked = checkRequest(octets, ringOf(key), { wallSeconds: () => now });
  if (checked.kind !== 'good') throw new Error(`the request is ${checked.kind}`);
  const reply = new Uint8Array(512);
  reply.set(checked.message);
  reply[2] = 0x80;
  return reply.subarray(0, checked.replies.sign(reply, checked.message.length));
}

describe('signRequest', () => {
  for (const algorithm of tsigAlgorithms) {
    it(`signs with ${algorithm} what checkRequest believes, and believes its reply`, () => {
      const key = makeTsigKey({ algorithm });
      const request = signRequest(query, key, { wallSeconds: () => now });
      const checked = checkRequest(request.octets, ringOf(key), { wallSeconds: () => now });
      expect(checked).to.include({ kind: 'good', key });
      expect(checked).to.have.property('message').that.deep.equals(query);
      const unsigned = request.checkReply(replyTo(request.octets, key));
      const expected = Uint8Array.from(query);
      expected[2] = 0x80;
      expect(unsigned).to.deep.equal(expected);
    });
  }

  it('believes the same reply twice, as datagrams may be repeated', () => {
    const key = makeTsigKey();
    const request = signRequest(query, key, { wallSeconds: () => now });
    const reply = replyTo(request.octets, key);
    expect(request.checkReply(reply)).to.deep.equal(request.checkReply(reply));
  });

  const key = makeTsigKey();
  const lies: Readonly<Record<string, (reply: Uint8Array) => Uint8Array>> = {
    'a bit of the message differs': (reply) => reply.with(3, 5),
    'it is not signed': (reply) => Uint8Array.from(query).with(2, 0x80).subarray(0, reply.length),
    'it answers another request': () => {
      const other = signRequest(Uint8Array.from(query).with(0, 9), key, { wallSeconds: () => now });
      return replyTo(other.octets, key);
    },
    'it is cut off': (reply) => reply.subarray(0, reply.length - 1),
    'something follows the signature': (reply) => Uint8Array.from([...reply, 0]),
    'it is no message': () => new Uint8Array(3),
  };
  for (const [what, change] of Object.entries(lies)) {
    it(`does not believe a reply when ${what}`, () => {
      const request = signRequest(query, key, { wallSeconds: () => now });
      expect(request.checkReply(change(replyTo(request.octets, key)))).to.equal(undefined);
    });
  }

  it('does not believe a reply that comes ten minutes late', () => {
    let time = now;
    const request = signRequest(query, key, { wallSeconds: () => time });
    const reply = replyTo(request.octets, key);
    time += 600;
    expect(request.checkReply(reply)).to.equal(undefined);
  });
});
