// Queries that are hard to guess, and replies that belong to them.

import { expect } from 'chai';
import { makeQuery, mixCase } from '../../src/resolving/make-query.ts';
import { matchReply } from '../../src/resolving/match-reply.ts';
import { type Name, parseName } from '../../src/wire/name.ts';
import { makeReply } from '../support/dns/make-reply.ts';

function name(text: string): Name {
  const parsed = parseName(text);
  if (!parsed.ok) throw new Error(parsed.problem.kind);
  return parsed.value;
}

const question = { name: name('_http._tcp.service.example'), type: 33 };

describe('makeQuery', () => {
  it('draws id and case at random', () => {
    const queries = Array.from({ length: 64 }, () => Buffer.from(makeQuery(question, true).octets));
    expect(new Set(queries.map((octets) => octets.readUInt16BE())).size).to.be.greaterThan(32);
    expect(new Set(queries.map((octets) => octets.toString('latin1', 12))).size).to.be.greaterThan(32);
    const names = queries.map((octets) => octets.toString('latin1', 12, 12 + question.name.length));
    expect(new Set(names.map((text) => text.toLowerCase()))).to.deep.equal(new Set([question.name]));
  });

  it('changes the case of letters, never the length of a label or another octet', () => {
    const odd = `\x3f${'a'.repeat(63)}\x05\xe1z0_-\0` as Name;
    const upper = `\x3f${'A'.repeat(63)}\x05\xe1Z0_-\0`;
    expect(mixCase(odd, new Uint8Array(odd.length).fill(0xff))).to.equal(upper);
    expect(mixCase(odd, new Uint8Array(odd.length).fill(0xfe))).to.equal(odd);
  });
});

describe('matchReply', () => {
  const query = makeQuery(question, true);
  const good = makeReply(Buffer.from(query.octets));
  const spoilt = (spoil: (octets: Buffer) => void) => {
    const octets = Buffer.from(good);
    spoil(octets);
    return octets;
  };

  it('accepts a reply with the same id and question', () => {
    expect(matchReply(query, good)).to.equal('same');
  });

  it('recognises one whose question has other upper and lower case', () => {
    const octets = spoilt((reply) => reply.writeUInt8(reply.readUInt8(14) ^ 0x20, 14));
    expect(matchReply(query, octets)).to.equal('other-case');
  });

  it('accepts FORMERR without a question, and no other answer', () => {
    const headerWith = (code: number) => {
      const octets = Buffer.from(good.subarray(0, 12));
      octets.writeUInt16BE(0, 4);
      octets.writeUInt8(code, 3);
      return octets;
    };
    expect(matchReply(query, headerWith(1))).to.equal('same');
    for (const code of [0, 2, 3, 5]) expect(matchReply(query, headerWith(code))).to.equal('stray');
  });

  const strays: readonly (readonly [string, Buffer])[] = [
    ['nothing', Buffer.alloc(0)],
    ['half a header', good.subarray(0, 11)],
    ['another id', spoilt((octets) => octets.writeUInt16BE(octets.readUInt16BE() ^ 1))],
    ['an id with its octets swapped', spoilt((octets) => octets.subarray(0, 2).swap16())],
    ['a query', spoilt((octets) => octets.writeUInt8(octets.readUInt8(2) & 0x7f, 2))],
    ['another opcode', spoilt((octets) => octets.writeUInt8(octets.readUInt8(2) | 0x20, 2))],
    ['two questions', spoilt((octets) => octets.writeUInt16BE(2, 4))],
    ['another name', spoilt((octets) => octets.write('x', 13, 'latin1'))],
    ['an underscore that lost a bit', spoilt((octets) => octets.writeUInt8(0x7f, 13))],
    ['another type', spoilt((octets) => octets.writeUInt8(1, query.questionEnd - 3))],
    ['another class', spoilt((octets) => octets.writeUInt8(3, query.questionEnd - 1))],
    ['half a question', good.subarray(0, query.questionEnd - 1)],
  ];
  for (const [what, octets] of strays) {
    it(`ignores ${what}`, () => expect(matchReply(query, octets)).to.equal('stray'));
  }
});
