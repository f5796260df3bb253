// Records along aliases, denials and for how long they hold. Messages are real, servers are not.

import { expect } from 'chai';
import { succeed } from '../../src/base/result.ts';
import { makeQuery } from '../../src/resolving/make-query.ts';
import { type Ask, resolveRecords } from '../../src/resolving/resolve-records.ts';
import { parseName, printName } from '../../src/wire/name.ts';
import { RecordType } from '../../src/wire/protocol.ts';
import { readMessage } from '../../src/wire/read-message.ts';
import { a, cname, makeReply, ns, type ReplySettings, soa } from '../support/dns/make-reply.ts';

function nameOf(text: string) {
  const name = parseName(text);
  if (!name.ok) throw new Error(`${text} is not a name`);
  return name.value;
}

/** What comes of asking for the addresses of `www.test`, and which names are asked for on the way. */
async function resolve(replies: Readonly<Record<string, ReplySettings>>) {
  const asked: string[] = [];
  const ask: Ask = (question) => {
    const text = printName(question.name);
    asked.push(text);
    const octets = makeReply(Buffer.from(makeQuery(question, false).octets), replies[text] ?? {});
    const message = readMessage(octets);
    if (!message.ok) throw new Error(`the test made a bad message: ${message.problem.kind}`);
    return Promise.resolve(succeed(message.value));
  };
  const answer = await resolveRecords({ name: nameOf('www.test'), type: RecordType.A }, ask);
  return { answer, asked };
}

async function answerTo(replies: Readonly<Record<string, ReplySettings>>) {
  const { answer } = await resolve(replies);
  if (!answer.ok) throw new Error(answer.problem.detail);
  return answer.value;
}

describe('resolveRecords', () => {
  it('finds records with the smallest TTL on the way, aliases included', async () => {
    const value = await answerTo({
      'www.test.': { answers: [cname('www.test', 'a.test', 30), a('a.test', '192.0.2.1', 60)] },
    });
    expect(value).to.deep.include({ kind: 'found', ttlSeconds: 30 });
  });

  it('asks for the target of an alias that the server did not follow', async () => {
    const { answer, asked } = await resolve({
      'www.test.': { answers: [cname('www.test', 'a.other')] },
      'a.other.': { answers: [a('a.other', '192.0.2.1')] },
    });
    expect(asked).to.deep.equal(['www.test.', 'a.other.']);
    expect(answer).to.have.nested.property('value.kind', 'found');
  });

  it('fails after eight aliases', async () => {
    const replies = Object.fromEntries(
      Array.from({ length: 10 }, (_, i) => {
        const owner = i === 0 ? 'www.test' : `a${i}.test`;
        return [`${owner}.`, { answers: [cname(owner, `a${i + 1}.test`)] }];
      }),
    );
    const { answer, asked } = await resolve(replies);
    expect(answer).to.have.nested.property('problem.kind', 'malformed');
    expect(asked).to.have.length(9);
  });

  it('holds a denial for the minimum of the SOA, its TTL and those of aliases (RFC 2308 §5)', async () => {
    for (const [minimum, soaTtl, aliasTtl, expected] of [
      [10, 60, 60, 10],
      [60, 20, 60, 20],
      [60, 60, 30, 30],
    ] as const) {
      const value = await answerTo({
        'www.test.': {
          code: 3,
          answers: [cname('www.test', 'gone.test', aliasTtl)],
          authorities: [soa('test', minimum, soaTtl)],
        },
      });
      expect(value).to.deep.equal({ kind: 'absent', isNameAbsent: true, ttlSeconds: expected });
    }
  });

  it('does not keep a denial without an SOA of its own zone', async () => {
    for (const authorities of [[], [soa('other', 60)]])
      expect(await answerTo({ 'www.test.': { authorities } })).to.deep.equal({
        kind: 'absent',
        isNameAbsent: false,
        ttlSeconds: 0,
      });
  });

  it('fails on a referral: it is not a resolver', async () => {
    const { answer } = await resolve({ 'www.test.': { authorities: [ns('test', 'ns1.test')] } });
    expect(answer).to.have.nested.property(
      'problem.detail',
      'the name server neither knows www.test. nor looks it up for others',
    );
  });
});
