// The one function that answers: query bytes in, reply bytes out, whatever road they travel on. It never allocates, never
// throws and knows neither zones nor sockets. Its steps, each of which knows only what those before it found out:
//
//   triage  →  [attendant]  →  look-up  →  write, with OPT  →  [limit of the client's network]  →  count

import type { Image } from '../../answers/image.ts';
import { datagramOctetsMax, messageOctetsMax } from '../../wire/message-format.ts';
import { RecordClass, ResponseCode } from '../../wire/protocol.ts';
import type { Client } from '../client.ts';
import { add, bump, Counter, type CounterRow, counterOfCode, counterOfType } from '../counters.ts';
import { closedDesk, type DeskWords, isOpen } from '../desk-words.ts';
import { clientCookieOctets, createQueryView, type QueryView } from '../query/query-view.ts';
import { triageQuery } from '../query/triage-query.ts';
import type { QueryOutcome, Reply } from '../query-outcome.ts';
import { Rules } from '../rules/rules.ts';
import { Cookies } from './cookies.ts';
import { LookUp } from './look-up.ts';
import { oweOptions } from './owe-options.ts';
import { kindOf, ReplyKind, ReplyLimiter } from './reply-limiter.ts';
import { ReplyWriter } from './reply-writer.ts';
import { sendAway } from './send-away.ts';

/** Answers `packet[0..length)`. */
export type AnswerQuery = (
  image: Image,
  client: Client,
  packet: Uint8Array,
  length: number,
  reply: Reply,
) => QueryOutcome;

// V8 folds the constants of a module into its code, and looks imported ones up with every use.
const { queriesUdp, queriesTcp, withEdns, truncated, octetsIn, octetsOut, droppedShort, droppedResponse } =
  Counter;
const payloadOctetsMax: number = datagramOctetsMax;
const { NOERROR, FORMERR, NOTAUTH, BADCOOKIE } = ResponseCode;
const { IN } = RecordClass;
const clientCookie: number = clientCookieOctets;
const { error, answer } = ReplyKind;

/** What others may change of how it answers. */
export interface AnswererSettings {
  /** While it is open, messages are left for an attendant. */
  readonly desk?: DeskWords;
  /** Those of the thread; by default nothing is limited and nothing shared. */
  readonly rules?: Rules;
  /** Of each reply left free at its end, for whoever signs it. */
  readonly room?: Room;
  /** What it answers is not limited again: those who ask it have shown a signature. */
  readonly isUnlimited?: boolean;
}

export interface Room {
  octets: number;
}

const noRoom: Room = { octets: 0 };

export function createAnswerer(
  counters: CounterRow,
  { desk = closedDesk, room = noRoom, rules = new Rules(), isUnlimited = false }: AnswererSettings = {},
): AnswerQuery {
  const query = createQueryView();
  const lookUp = new LookUp(query);
  const writer = new ReplyWriter(query);
  const cookies = new Cookies(counters);
  const limiter = new ReplyLimiter(writer, rules, counters);

  return function answerQuery(image, client, packet, length, reply) {
    const triage = triageQuery(packet, length, query);
    if (triage === 'drop short') {
      bump(counters, droppedShort);
      return 'dropped short';
    }
    if (triage === 'drop response') {
      bump(counters, droppedResponse);
      return 'dropped response';
    }
    const isUdp = client.transport === 'udp';
    countQuery(counters, query, isUdp, length);
    if (query.cookieAt !== 0) cookies.check(packet, client, query, rules);
    if (query.needsAttendant && isOpen(desk)) return 'for an attendant';
    let octetsMax = isUdp ? datagramLimit(query) : messageOctetsMax;
    const { cookielessOctetsMax } = rules;
    const lacksCookie =
      cookielessOctetsMax < octetsMax && isUdp && triage === 'look up' && !query.hasValidCookie;
    if (lacksCookie) octetsMax = cookielessOctetsMax;
    writer.begin(packet, reply.octets, octetsMax - room.octets);
    if (query.hasEdns) oweOptions(writer.opt, query, rules, cookies);
    let { code } = query;
    let kind: number = error;
    let outcome: QueryOutcome;
    if (query.tsigAt !== 0) {
      code = NOTAUTH;
      outcome = writer.writeUnknownKey(packet, reply);
    } else if (triage === 'reject') outcome = writer.writeCode(code, reply);
    else if (triage === 'notify') {
      // Nobody else has zones of ours first: there is nothing to fetch, and nothing that it could change.
      const isOurs = query.recordClass === IN && lookUp.isApex(image);
      code = isOurs ? NOERROR : NOTAUTH;
      outcome = isOurs ? writer.writeConfirmation(reply) : writer.writeCode(code, reply);
    } else if (triage === 'cookie') {
      code = cookieCode(query);
      outcome = writer.writeCode(code, reply);
    } else {
      // With 0 nothing is spent on who shows no cookie.
      outcome = 'truncated';
      if (octetsMax > 0) {
        lookUp.search(image);
        code = lookUp.code;
        outcome = writer.writeFound(image, lookUp, reply);
      }
      if (lacksCookie && outcome === 'truncated') {
        kind = answer;
        outcome = sendAway(writer, query, cookies, packet, code, reply);
        if (outcome === 'answered') code = BADCOOKIE;
      } else kind = kindOf(lookUp, outcome, reply);
    }
    const { replyLimit } = rules.policy;
    if (isUdp && replyLimit !== undefined && !query.hasValidCookie && !isUnlimited) {
      outcome = limiter.limit(replyLimit, client, kind, code, length, outcome, reply);
      if (outcome === 'dropped limited') return outcome;
      // Who is told to come back over TCP is not asked for a cookie.
      if (outcome === 'slipped' && code === BADCOOKIE) code = NOERROR;
    }
    return countReply(counters, code, outcome, reply);
  };
}

/** RFC 7873 §5.4: what a query for nothing but a cookie says about the one that it shows. */
function cookieCode({ cookieAt, cookieOctets, hasValidCookie }: QueryView): number {
  if (cookieAt === 0) return FORMERR;
  return cookieOctets === clientCookie || hasValidCookie ? NOERROR : BADCOOKIE;
}

/** RFC 6891 §6.2.3: what the client can receive, up to what we send. */
function datagramLimit({ payloadOctets }: QueryView): number {
  return Math.min(payloadOctets, payloadOctetsMax);
}

function countQuery(
  counters: CounterRow,
  { type, hasEdns }: QueryView,
  isUdp: boolean,
  octets: number,
): void {
  bump(counters, isUdp ? queriesUdp : queriesTcp);
  bump(counters, counterOfType(type));
  add(counters, octetsIn, octets);
  if (hasEdns) bump(counters, withEdns);
}

function countReply(
  counters: CounterRow,
  code: number,
  outcome: QueryOutcome,
  { length }: Reply,
): QueryOutcome {
  bump(counters, counterOfCode(code));
  add(counters, octetsOut, length);
  if (outcome === 'truncated') bump(counters, truncated);
  return outcome;
}
