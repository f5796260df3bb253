// One attempt: a question to one name server, over TCP when a datagram is not enough, without EDNS when the server does not
// understand it. Answers and denials come back as messages, everything else as a problem.

import { fail, type Result, succeed } from '../base/result.ts';
import { printName } from '../wire/name.ts';
import { printRecordType, printResponseCode, ResponseCode } from '../wire/protocol.ts';
import { type Message, readMessage } from '../wire/read-message.ts';
import { exchangeTcp } from './exchange-tcp.ts';
import { exchangeUdp } from './exchange-udp.ts';
import type { LookupProblem } from './lookup-problem.ts';
import { makeQuery, type Question } from './make-query.ts';
import { printServer, type ServerAddress } from './name-servers.ts';
import type { QueryCounts } from './query-counts.ts';
import type { Scope } from './scope.ts';

/** How a server says that it does not understand EDNS (RFC 6891 §6.2.2 and §9). */
const codesAgainstEdns: ReadonlySet<number> = new Set([
  ResponseCode.FORMERR,
  ResponseCode.NOTIMP,
  ResponseCode.BADVERS,
]);

export async function askServer(
  server: ServerAddress,
  question: Question,
  scope: Scope,
  counts: QueryCounts,
): Promise<Result<Message, LookupProblem>> {
  let message = await exchange(server, question, true, scope, counts);
  if (message.ok && codesAgainstEdns.has(message.value.responseCode)) {
    message = await exchange(server, question, false, scope, counts);
  }
  if (!message.ok) return message;
  const { responseCode } = message.value;
  if (responseCode === ResponseCode.NOERROR || responseCode === ResponseCode.NXDOMAIN) return message;
  return fail({
    kind: responseCode === ResponseCode.REFUSED ? 'refused' : 'server-failure',
    detail: `${printServer(server)} answered ${printResponseCode(responseCode)} to ${printQuestion(question)}`,
  });
}

async function exchange(
  server: ServerAddress,
  question: Question,
  hasEdns: boolean,
  scope: Scope,
  counts: QueryCounts,
): Promise<Result<Message, LookupProblem>> {
  const countStray = () => void counts.strayReplies++;
  counts.queries++;
  const datagram = await exchangeUdp(server, makeQuery(question, hasEdns), scope, countStray);
  if (!datagram.ok) return datagram;
  let { octets } = datagram.value;
  // A truncated message may end anywhere, so the flag is read before the message.
  const isTruncated = ((octets[2] ?? 0) & 0x02) !== 0;
  if (isTruncated || !datagram.value.keepsCase) {
    counts.queries++;
    counts.overTcp++;
    const overTcp = await exchangeTcp(server, makeQuery(question, hasEdns), scope, countStray);
    if (!overTcp.ok) return overTcp;
    octets = overTcp.value;
  }
  const message = readMessage(octets);
  if (!message.ok) return fail(malformed(server, `${message.problem.kind} at octet ${message.problem.at}`));
  if (message.value.isTruncated) return fail(malformed(server, 'truncated over TCP'));
  return succeed(message.value);
}

function malformed(server: ServerAddress, what: string): LookupProblem {
  return { kind: 'malformed', detail: `the answer from ${printServer(server)} cannot be read: ${what}` };
}

export function printQuestion({ name, type }: Question): string {
  return `${printName(name)} ${printRecordType(type)}`;
}
