// Whether a reply over UDP is beyond what the client's network may get of its kind. Charges for it, and notes whose replies are limited.
// Allocates nothing; refuses to know what becomes of a reply that is.

import { isWithinPrefix } from '../../wire/ip-prefix.ts';
import type { Client } from '../client.ts';
import type { ReplyLimit } from '../policy.ts';
import type { Rules } from '../rules/rules.ts';

/** Each has a limit of its own: a flood of one kind leaves those who ask for the others alone. */
export const ReplyKind = {
  /** Also what others send to tell something: NOTIFY, and what is signed by an unknown key. */
  error: 0,
  answer: 1,
  /** The name is there, the type is not, or all of its addresses are down. */
  noData: 2,
  absentName: 3,
  referral: 4,
} as const;

/** A reply counts once for each of them that it has begun: what a flood costs its victim is octets. */
const octetsOfOne = 512;

// V8 folds the constants of a module into its code, and looks exported ones up with every use.
const oneOctets: number = octetsOfOne;

export class NetworkLimit {
  readonly #rules: Rules;
  /** When a limited network was last noted. */
  #notedMs = 0;

  constructor(rules: Rules) {
    this.#rules = rules;
  }

  /** Of a reply that will be sent if it is not. */
  isBeyond(limit: ReplyLimit, client: Client, kind: number, replyOctets: number): boolean {
    if (this.#rules.isCatchingUp) return false;
    if (!this.#rules.debts.charge(client, kind, Math.ceil(replyOctets / oneOctets))) return false;
    if (isExempt(limit, client)) return false;
    this.#note(limit, client);
    return true;
  }

  /** Once for a batch: all threads note in the same place. */
  #note({ ipv4Bits, ipv6Bits }: ReplyLimit, { family }: Client): void {
    const { debts, limited, nowMs } = this.#rules;
    if (nowMs === this.#notedMs) return;
    this.#notedMs = nowMs;
    limited.note(debts.first, debts.second, family, family === 4 ? ipv4Bits : ipv6Bits);
  }
}

function isExempt({ exempt }: ReplyLimit, { octets, addressAt, family }: Client): boolean {
  for (let i = 0; i < exempt.length; i++) {
    const prefix = exempt[i];
    if (prefix !== undefined && isWithinPrefix(prefix, family, octets, addressAt)) return true;
  }
  return false;
}
