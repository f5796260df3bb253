// The one function that answers: query bytes in, reply bytes out, whatever road they travel on. It never allocates, never
// throws and knows neither zones nor sockets. Its steps, each of which knows only what those before it found out:
//
//   triage  →  cookie  →  [attendant]  →  look-up  →  write, with OPT  →  [limit of the client's network]  →  count  →  [log]

import type { Image } from '../../answers/image.ts';
import { datagramOctetsMax, messageOctetsMax } from '../../wire/message-format.ts';
import { RecordClass, ResponseCode } from '../../wire/protocol.ts';
import type { Client } from '../client.ts';
import {
  add,
  bump,
  Counter,
  type CounterRow,
  counterOfCode,
  counterOfSize,
  counterOfType,
} from '../counters.ts';
import { closedDesk, type DeskWords, isOpen } from '../desk-words.ts';
import { clientCookieOctets, createQueryView, type QueryView } from '../query/query-view.ts';
import { type Triage, triageQuery } from '../query/triage-query.ts';
import { QueryLog } from '../query-log/query-log.ts';
import type { QueryOutcome, Reply } from '../query-outcome.ts';
import { Rules } from '../rules/rules.ts';
import type { Transport } from '../transport.ts';
import { Cookies } from './cookies.ts';
import { explainRejection, notAuthoritative } from './explanations.ts';
import { LookUp } from './look-up.ts';
import { ReplyKind } from './network-limit.ts';
import { oweOptions } from './owe-options.ts';
import { findOwnText } from './own-text.ts';
import { kindOf, ReplyLimiter } from './reply-limiter.ts';
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
const { queriesUdp, queriesTcp, queriesTls, withEdns, truncated } = Counter;
const { octetsIn, octetsOut, droppedShort, droppedResponse } = Counter;
const payloadOctetsMax: number = datagramOctetsMax;
const { NOERROR, FORMERR, REFUSED, NOTAUTH, BADCOOKIE } = ResponseCode;
const { IN } = RecordClass;
const clientCookie: number = clientCookieOctets;
const { error, answer } = ReplyKind;

/** How it answers beyond that; every part has a default. */
export interface AnswererSettings {
  /** While it is open, messages are left for an attendant. */
  readonly desk?: DeskWords;
  /** Those of the thread; by default nothing is limited and nothing shared. */
  readonly rules?: Rules;
  /** Of each reply left free at its end, for whoever signs it. */
  readonly room?: Room;
  /** Nothing is limited and no cookie needed: those who ask it have shown a signature. */
  readonly isUnlimited?: boolean;
  /** Of the thread; by default nothing is logged. */
  readonly log?: QueryLog;
  /** Whether replies may say why (RFC 8914). */
  readonly explains?: boolean;
}

export interface Room {
  octets: number;
}

const noRoom: Room = { octets: 0 };
const noLog = new QueryLog();

export function createAnswerer(counters: CounterRow, settings: AnswererSettings = {}): AnswerQuery {
  const answerer = new Answerer(counters, settings);
  return (image, client, packet, length, reply) => answerer.logged(image, client, packet, length, reply);
}

class Answerer {
  readonly #counters: CounterRow;
  readonly #desk: DeskWords;
  readonly #room: Room;
  readonly #rules: Rules;
  readonly #isUnlimited: boolean;
  readonly #log: QueryLog;
  readonly #query = createQueryView();
  readonly #lookUp = new LookUp(this.#query);
  readonly #writer: ReplyWriter;
  readonly #cookies: Cookies;
  readonly #limiter: ReplyLimiter;
  /** The code of the reply that is being written, and which `ReplyKind` it is. */
  #code = 0;
  #kind: number = error;

  constructor(counters: CounterRow, settings: AnswererSettings) {
    const { desk = closedDesk, room = noRoom, rules = new Rules(), isUnlimited = false } = settings;
    this.#log = settings.log ?? noLog;
    this.#counters = counters;
    this.#desk = desk;
    this.#room = room;
    this.#rules = rules;
    this.#isUnlimited = isUnlimited;
    this.#writer = new ReplyWriter(this.#query, settings.explains ?? true);
    this.#cookies = new Cookies(counters);
    this.#limiter = new ReplyLimiter(this.#writer, rules, counters);
  }

  logged(image: Image, client: Client, packet: Uint8Array, length: number, reply: Reply): QueryOutcome {
    const outcome = this.#answer(image, client, packet, length, reply);
    const log = this.#log;
    if (log.takesNext()) log.note(client, packet, length, this.#code, outcome, reply, this.#counters);
    return outcome;
  }

  #answer(image: Image, client: Client, packet: Uint8Array, length: number, reply: Reply): QueryOutcome {
    const counters = this.#counters;
    const query = this.#query;
    let triage = triageQuery(packet, length, query);
    if (triage === 'drop short') {
      bump(counters, droppedShort);
      return 'dropped short';
    }
    if (triage === 'drop response') {
      bump(counters, droppedResponse);
      return 'dropped response';
    }
    const { transport } = client;
    const isUdp = transport === 'udp';
    countQuery(counters, query, transport, length);
    if (query.cookieAt !== 0) this.#cookies.check(packet, client, query, this.#rules);
    if (query.needsAttendant && isOpen(this.#desk)) return 'for an attendant';
    // RFC 7828 §3.2.1: clients must not send a time. Over UDP the option means nothing.
    if (query.keepaliveOctets > 0 && !isUdp) {
      triage = 'reject';
      query.code = FORMERR;
    }
    const octetsMax = isUdp ? datagramLimit(query) : messageOctetsMax;
    const isQuestion = (triage === 'look up' || triage === 'about us') && query.tsigAt === 0;
    const outcome = isQuestion
      ? this.#answerQuestion(image, packet, triage, transport, octetsMax, reply)
      : this.#answerOther(image, packet, triage, transport, octetsMax, reply);
    return this.#mayBeForged(transport)
      ? this.#limit(client, length, outcome, reply)
      : countReply(counters, this.#code, outcome, reply);
  }

  /** Whether nothing shows that the query comes from where it says. */
  #mayBeForged(transport: Transport): boolean {
    return transport === 'udp' && !this.#query.hasValidCookie && !this.#isUnlimited;
  }

  #begin(packet: Uint8Array, transport: Transport, octetsMax: number, reply: Reply): void {
    const query = this.#query;
    const { opt } = this.#writer;
    const roomOctets = this.#room.octets;
    this.#writer.begin(packet, reply.octets, octetsMax - roomOctets);
    if (query.hasEdns) oweOptions(opt, query, this.#rules, this.#cookies, this.#mayBeForged(transport));
    // Without encryption padding hides nothing (RFC 7830 §6).
    if (query.isPadded && transport === 'tls') opt.pad(roomOctets);
  }

  #answerQuestion(
    image: Image,
    packet: Uint8Array,
    triage: Triage,
    transport: Transport,
    octetsMax: number,
    reply: Reply,
  ): QueryOutcome {
    const { cookielessOctetsMax } = this.#rules;
    const lacksCookie = cookielessOctetsMax < octetsMax && this.#mayBeForged(transport);
    this.#begin(packet, transport, lacksCookie ? cookielessOctetsMax : octetsMax, reply);
    this.#code = NOERROR;
    this.#kind = answer;
    // With 0 no answer would fit, so nothing is looked up.
    const outcome = lacksCookie && cookielessOctetsMax === 0 ? 'truncated' : this.#find(image, triage, reply);
    if (!lacksCookie || outcome !== 'truncated') return outcome;
    this.#kind = answer;
    const sent = sendAway(this.#writer, this.#query, this.#cookies, packet, this.#code, reply);
    if (sent === 'answered') this.#code = BADCOOKIE;
    return sent;
  }

  #find(image: Image, triage: Triage, reply: Reply): QueryOutcome {
    if (triage === 'about us') {
      const text = findOwnText(this.#query, this.#rules.policy);
      if (typeof text === 'string') {
        this.#code = REFUSED;
        this.#kind = error;
      }
      return this.#writer.writeAboutUs(text, reply);
    }
    const lookUp = this.#lookUp;
    lookUp.search(image);
    this.#code = lookUp.code;
    const outcome = this.#writer.writeFound(image, lookUp, reply);
    this.#kind = kindOf(lookUp, outcome, reply);
    return outcome;
  }

  /** Not a question, or one that cannot be looked up. */
  #answerOther(
    image: Image,
    packet: Uint8Array,
    triage: Triage,
    transport: Transport,
    octetsMax: number,
    reply: Reply,
  ): QueryOutcome {
    const query = this.#query;
    const writer = this.#writer;
    this.#begin(packet, transport, octetsMax, reply);
    this.#kind = error;
    if (query.tsigAt !== 0) {
      this.#code = NOTAUTH;
      return writer.writeUnknownKey(packet, reply);
    }
    if (triage === 'notify') return this.#confirm(image, reply);
    this.#code = triage === 'cookie' ? cookieCode(query) : explainRejection(writer.opt, query);
    return writer.writeCode(this.#code, reply);
  }

  /** A NOTIFY. We are the primary of all our zones: there is nothing to fetch, and it changes nothing. */
  #confirm(image: Image, reply: Reply): QueryOutcome {
    const isOurs = this.#query.recordClass === IN && this.#lookUp.isApex(image);
    this.#code = isOurs ? NOERROR : NOTAUTH;
    if (isOurs) return this.#writer.writeConfirmation(reply);
    this.#writer.opt.explain(notAuthoritative);
    return this.#writer.writeCode(NOTAUTH, reply);
  }

  #limit(client: Client, queryOctets: number, outcome: QueryOutcome, reply: Reply): QueryOutcome {
    const { replyLimit } = this.#rules.policy;
    const code = this.#code;
    if (replyLimit === undefined) return countReply(this.#counters, code, outcome, reply);
    const limited = this.#limiter.limit(replyLimit, client, this.#kind, code, queryOctets, outcome, reply);
    if (limited === 'dropped limited') return limited;
    // A slip says TC instead of asking for a cookie.
    const isForgiven = limited === 'slipped' && code === BADCOOKIE;
    return countReply(this.#counters, isForgiven ? NOERROR : code, limited, reply);
  }
}

/** RFC 7873 §5.4: the reply to a query that has no question, only a cookie. */
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
  transport: Transport,
  octets: number,
): void {
  bump(counters, counterOfTransport(transport));
  bump(counters, counterOfType(type));
  add(counters, octetsIn, octets);
  if (hasEdns) bump(counters, withEdns);
}

function counterOfTransport(transport: Transport): number {
  if (transport === 'udp') return queriesUdp;
  return transport === 'tcp' ? queriesTcp : queriesTls;
}

function countReply(
  counters: CounterRow,
  code: number,
  outcome: QueryOutcome,
  { length }: Reply,
): QueryOutcome {
  bump(counters, counterOfCode(code));
  bump(counters, counterOfSize(length));
  add(counters, octetsOut, length);
  if (outcome === 'truncated') bump(counters, truncated);
  return outcome;
}
