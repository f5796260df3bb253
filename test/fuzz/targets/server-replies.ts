// Replies of other name servers, resolvers and secondaries: what is believed belongs to the question and is a sound message for
// an independent reader too, and a look-up ends.

import { succeed } from '../../../src/base/result.ts';
import { makeQuery } from '../../../src/resolving/make-query.ts';
import { matchReply } from '../../../src/resolving/match-reply.ts';
import { resolveRecords } from '../../../src/resolving/resolve-records.ts';
import {
  isReplyTo,
  readSerialReply,
  writeSerialQuestion,
} from '../../../src/transfer/notifying/notify-message.ts';
import { type Message, readMessage } from '../../../src/wire/read-message.ts';
import { a, aaaa, cname, makeReply, ns, soa, srv, txt } from '../../support/dns/make-reply.ts';
import { nameOf } from '../../support/dns/make-zone.ts';
import { walkMessage } from '../../support/dns/walk-message.ts';
import { found } from '../fuzz-target.ts';

export const octetsMax = 2000;

const apex = nameOf('example.test');
const types = [1, 28, 33, 16, 12] as const;
/** One for each alias, and one to begin with. */
const questionsMax = 9;
const ttlSecondsMax = 0x7fff_ffff;
const question = { name: apex, type: 1, isPlain: true } as const;

export function seeds(): readonly Uint8Array[] {
  const query = Buffer.from(makeQuery(question, true).octets);
  query.writeUInt16BE(0x1234);
  const owner = 'example.test';
  const replies = [
    { answers: [a(owner, '192.0.2.1'), a(owner, '192.0.2.2', 5)] },
    { answers: [cname(owner, 'b.test'), cname('b.test', 'c.test'), aaaa('c.test', '2001:db8::1')] },
    { answers: [srv(owner, [1, 2, 3], 'b.test')], additionals: [a('b.test', '192.0.2.1')] },
    { answers: [txt(owner, ['a', 'b'])], authorities: [ns(owner, 'ns.test')] },
    { code: 3, authorities: [soa('test', 300)] },
    { answers: [soa(owner, 300)] },
    { code: 1 },
  ];
  return replies.map((reply) => makeReply(query, reply));
}

export async function fuzz(data: Buffer): Promise<void> {
  judgeMatch(data);
  const read = readMessage(data);
  if (!read.ok) {
    if (!(read.problem.at >= 0 && read.problem.at <= data.length)) found(`a problem at ${read.problem.at}`);
    return;
  }
  judgeMessage(read.value, data);
  for (const type of types) await judgeLookup(read.value, type);
  const reply = readSerialReply(data, apex);
  if ('serial' in reply && !(reply.serial >= 0 && reply.serial <= 0xffff_ffff))
    found(`serial ${reply.serial}`);
}

function judgeMatch(data: Buffer): void {
  const query = makeQuery(question, true);
  // With the id that nobody can know.
  data.copy(query.octets, 0, 0, 2);
  const match = matchReply(query, data);
  const asked = writeSerialQuestion(1, apex);
  const isReply = data.length >= 12 && isReplyTo(asked, apex, data);
  if ((match !== 'stray' || isReply) && ((data[2] ?? 0) & 0x80) === 0) found('a query is taken for a reply');
}

function judgeMessage({ answers, authorities, additionals }: Message, data: Buffer): void {
  const { counts } = walkMessage(data);
  if (counts[1] !== answers.length || counts[2] !== authorities.length) found('another number of records');
  for (const { ttlSeconds, owner } of [...answers, ...authorities, ...additionals]) {
    if (!(ttlSeconds >= 0 && ttlSeconds <= ttlSecondsMax)) found(`a TTL of ${ttlSeconds}`);
    if (owner.length > 255 || !owner.endsWith('\0')) found('a name that is none');
  }
}

async function judgeLookup(message: Message, type: number): Promise<void> {
  let asked = 0;
  const answer = await resolveRecords({ name: apex, type }, () => {
    if (++asked > questionsMax) found(`${asked} questions`);
    return Promise.resolve(succeed(message));
  });
  if (!answer.ok) return;
  const { ttlSeconds } = answer.value;
  if (!(ttlSeconds >= 0 && ttlSeconds <= ttlSecondsMax)) found(`an answer for ${ttlSeconds} s`);
  if (answer.value.kind === 'found' && answer.value.records.some((record) => record.type !== type))
    found('another type');
}
