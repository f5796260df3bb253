// Whether what is said over UDP to a message without a good signature may leave. Its sender may be forged: such a reply counts for the
// client's network, with those of the data plane, and is left out beyond the limit. Refuses to know what it says.

import { NetworkLimit, ReplyKind } from '../serving/answering/network-limit.ts';
import type { Client } from '../serving/client.ts';
import { bump, Counter, type CounterRow } from '../serving/counters.ts';
import type { Rules } from '../serving/rules/rules.ts';
import { ResponseCode } from '../wire/protocol.ts';

export class StrangerLimit {
  readonly #rules: Rules;
  readonly #counters: CounterRow;
  readonly #network: NetworkLimit;

  /** Both of this thread. */
  constructor(rules: Rules, counters: CounterRow) {
    this.#rules = rules;
    this.#counters = counters;
    this.#network = new NetworkLimit(rules);
  }

  /** The reply, if it may leave. */
  pass(client: Client, reply: Uint8Array): Uint8Array | undefined {
    const { replyLimit } = this.#rules.policy;
    if (client.transport !== 'udp' || replyLimit === undefined) return reply;
    this.#rules.tick();
    const isError = ((reply[3] ?? 0) & 0x0f) !== ResponseCode.NOERROR;
    const kind = isError ? ReplyKind.error : ReplyKind.answer;
    if (!this.#network.isBeyond(replyLimit, client, kind, reply.length)) return reply;
    bump(this.#counters, Counter.droppedLimited);
    return undefined;
  }
}
