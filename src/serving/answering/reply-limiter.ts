// What becomes of a reply over UDP once it is written: sent, or beyond what the client's network may get. Then it is left
// out, or now and then a shorter one says to come back over TCP, which nobody can do from an address that is not theirs. Allocates nothing.

import { readUint16, SectionCount } from '../../wire/message-format.ts';
import { ResponseCode } from '../../wire/protocol.ts';
import type { Client } from '../client.ts';
import { bump, Counter, type CounterRow } from '../counters.ts';
import type { ReplyLimit } from '../policy.ts';
import type { QueryOutcome, Reply } from '../query-outcome.ts';
import type { Rules } from '../rules/rules.ts';
import type { LookUp } from './look-up.ts';
import { NetworkLimit, ReplyKind } from './network-limit.ts';
import type { ReplyWriter } from './reply-writer.ts';

// V8 folds the constants of a module into its code, and looks imported ones up with every use.
const { error, answer, noData, absentName, referral } = ReplyKind;
const { NOERROR, NXDOMAIN, BADCOOKIE } = ResponseCode;
const { droppedLimited, slipped } = Counter;
const { answer: answerCountAt } = SectionCount;

export class ReplyLimiter {
  readonly #writer: ReplyWriter;
  readonly #network: NetworkLimit;
  readonly #counters: CounterRow;
  #random: number;

  constructor(writer: ReplyWriter, rules: Rules, counters: CounterRow, seed = Math.random() * 2 ** 32) {
    this.#writer = writer;
    this.#network = new NetworkLimit(rules);
    this.#counters = counters;
    // Zero would stay zero.
    this.#random = seed | 1;
  }

  /** The reply is written and ends at `reply.length`; whoever has shown to be the client it claims to be is not asked about. */
  limit(
    limit: ReplyLimit,
    client: Client,
    kind: number,
    code: number,
    queryOctets: number,
    outcome: QueryOutcome,
    reply: Reply,
  ): QueryOutcome {
    if (!this.#network.isBeyond(limit, client, kind, reply.length)) return outcome;
    // Whoever gets an error has nothing to come back for.
    if (kind === error || !this.#isChosen(limit.slip)) {
      bump(this.#counters, droppedLimited);
      return 'dropped limited';
    }
    bump(this.#counters, slipped);
    return this.#writer.writeSlip(code === BADCOOKIE ? NOERROR : code, queryOctets, reply);
  }

  /** One of `slip`, by chance (xorshift): counted, whoever floods two networks in turn could choose which of them it is. */
  #isChosen(slip: number): boolean {
    if (slip === 0) return false;
    let random = this.#random;
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    this.#random = random;
    return (random >>> 0) % slip === 0;
  }
}

/** Of a reply to a question that was looked up. */
export function kindOf({ found, code }: LookUp, outcome: QueryOutcome, { octets }: Reply): number {
  if (found === 'nothing') return error;
  if (code === NXDOMAIN) return absentName;
  if (found === 'referral') return referral;
  return readUint16(octets, answerCountAt) === 0 && outcome !== 'truncated' ? noData : answer;
}
