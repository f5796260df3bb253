// The query log as a thread that answers sees it: decides whether a query is logged, and leaves the record in a ring. Never waits:
// a record that finds no room is counted. Allocates nothing per query. Refuses to know where the log goes.

import { headerOctets } from '../../wire/message-format.ts';
import type { Client } from '../client.ts';
import { codeOfReply } from '../code-of-reply.ts';
import { bump, Counter, type CounterRow } from '../counters.ts';
import type { QueryLogPolicy } from '../policy.ts';
import type { QueryOutcome, Reply } from '../query-outcome.ts';
import type { Transport } from '../transport.ts';
import { addressOctets, Fate, RecordField, transports } from './log-record.ts';
import { claimRing } from './ring-memory.ts';
import { RingWriter } from './ring-writer.ts';

/**
 * Unless messages are kept whole. A question for the longest name with OPT and cookie has 350 octets, and clients pad in blocks of
 * 128 (RFC 8467 §4.1).
 */
const queryKeptMax = 512;

// V8 folds a module's own constants into its code, but looks imported ones up at every use.
const { queryLogNoRoom } = Counter;
const replyHeader: number = headerOctets;
const { answered, truncated, slipped, droppedLimited, droppedUnattended, unanswered, transfer } = Fate;
const { code: codeAt, port: portAt, receivedMs: receivedAt, repliedMs: repliedAt } = RecordField;
const { transport: transportAt, fate: fateAt, family: familyAt, address: addressAt } = RecordField;
const { queryOctets: queryOctetsAt, queryKept: queryKeptAt, messages: messagesAt } = RecordField;
const { replyOctets: replyOctetsAt, replyKept: replyKeptAt } = RecordField;
const { askedFamily: askedFamilyAt, askedPort: askedPortAt, askedAddress: askedAddressAt } = RecordField;

export class QueryLog {
  /** How many of 2^32 queries are logged. */
  #threshold = 0;
  #random: number;
  #keepsWhole = false;
  #memoryNumber = 0;
  #ring: RingWriter | undefined;
  /** When the current batch of queries arrived, in Unix time. */
  receivedMs = 0;

  constructor(seed = Math.random() * 2 ** 32) {
    // Xorshift would never leave zero.
    this.#random = seed | 1;
  }

  /** Undefined: off. */
  apply(policy: QueryLogPolicy | undefined): void {
    if (policy === undefined) {
      this.#threshold = 0;
      this.#ring = undefined;
      this.#memoryNumber = 0;
      return;
    }
    const { share, keepsWhole, memory } = policy;
    if (memory.number !== this.#memoryNumber) {
      const ring = claimRing(memory.octets);
      this.#ring = ring && new RingWriter(ring);
      this.#memoryNumber = memory.number;
    }
    this.#keepsWhole = keepsWhole;
    this.#threshold = Math.round(share * 2 ** 32);
  }

  /** Whether the next query is logged. Random (xorshift): every n-th query would always hit or always miss a steady client. */
  takesNext(): boolean {
    const threshold = this.#threshold;
    if (threshold === 0) return false;
    let random = this.#random;
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    this.#random = random;
    return random >>> 0 < threshold;
  }

  /** A query that the data plane answered or dropped on purpose. */
  note(
    client: Client,
    packet: Uint8Array,
    length: number,
    code: number,
    outcome: QueryOutcome,
    reply: Reply,
    counters: CounterRow,
  ): void {
    const fate = fateOf(outcome);
    if (fate < 0) return;
    const octets = outcome === 'dropped limited' ? 0 : reply.length;
    this.#write(client, packet, length, code, fate, reply.octets, octets, counters);
  }

  /** A query dropped because the attendants' queue is full. */
  noteUnattended(client: Client, packet: Uint8Array, length: number, counters: CounterRow): void {
    if (this.takesNext()) this.#write(client, packet, length, 0, droppedUnattended, nothing, 0, counters);
  }

  /** A query that went to an attendant. */
  noteAttended(
    client: Client,
    packet: Uint8Array,
    receivedMs: number,
    reply: Uint8Array | 'nothing' | 'messages',
    counters: CounterRow,
  ): void {
    this.receivedMs = receivedMs;
    const { length } = packet;
    if (typeof reply === 'string') {
      this.#write(
        client,
        packet,
        length,
        0,
        reply === 'nothing' ? unanswered : transfer,
        nothing,
        0,
        counters,
      );
      return;
    }
    const fate = ((reply[2] as number) & truncatedBit) === 0 ? answered : truncated;
    this.#write(client, packet, length, codeOfReply(reply), fate, reply, reply.length, counters);
  }

  #write(
    client: Client,
    packet: Uint8Array,
    length: number,
    code: number,
    fate: number,
    reply: Uint8Array,
    replyOctets: number,
    counters: CounterRow,
  ): void {
    const ring = this.#ring;
    const queryKept = this.#keepsWhole || length < queryKeptMax ? length : queryKeptMax;
    const replyKept = this.#keepsWhole || replyOctets < replyHeader ? replyOctets : replyHeader;
    const at = ring === undefined ? -1 : ring.begin(messagesAt + queryKept + replyKept);
    if (ring === undefined || at < 0) {
      bump(counters, queryLogNoRoom);
      return;
    }
    const { view, octets } = ring;
    view.setUint16(at + codeAt, code, true);
    view.setUint16(at + portAt, client.port, true);
    view.setFloat64(at + receivedAt, this.receivedMs, true);
    view.setFloat64(at + repliedAt, Date.now(), true);
    octets[at + transportAt] = indexOfTransport(client.transport);
    octets[at + fateAt] = fate;
    octets[at + familyAt] = client.family;
    const { asked } = client;
    octets[at + askedFamilyAt] = asked === undefined ? 0 : asked.family;
    if (asked !== undefined) {
      view.setUint16(at + askedPortAt, asked.port, true);
      copy(asked.octets, asked.addressAt, octets, at + askedAddressAt, addressOctets(asked.family));
    }
    view.setUint32(at + queryOctetsAt, length, true);
    view.setUint32(at + queryKeptAt, queryKept, true);
    view.setUint32(at + replyOctetsAt, replyOctets, true);
    view.setUint32(at + replyKeptAt, replyKept, true);
    copy(client.octets, client.addressAt, octets, at + addressAt, addressOctets(client.family));
    copy(packet, 0, octets, at + messagesAt, queryKept);
    copy(reply, 0, octets, at + messagesAt + queryKept, replyKept);
    ring.end();
  }
}

const truncatedBit = 0x02;
const nothing = new Uint8Array();

/** -1: not a query, or logged later by the attendant. */
function fateOf(outcome: QueryOutcome): number {
  switch (outcome) {
    case 'answered':
      return answered;
    case 'truncated':
      return truncated;
    case 'slipped':
      return slipped;
    case 'dropped limited':
      return droppedLimited;
    default:
      return -1;
  }
}

function indexOfTransport(transport: Transport): number {
  return transports.indexOf(transport);
}

/** `Uint8Array.set` would need a new view for each. */
function copy(from: Uint8Array, fromAt: number, to: Uint8Array, toAt: number, length: number): void {
  for (let i = 0; i < length; i++) to[toAt + i] = from[fromAt + i] as number;
}
