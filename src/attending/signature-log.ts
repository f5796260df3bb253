// Says whose signatures are not accepted: each at debug, and a summary at info now and then, since anybody can send bad ones
// as fast as they like. Refuses to know how they were checked.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { CheckedRequest } from '../tsig/exchange.ts';
import { printName } from '../wire/name.ts';
import type { Peer } from './request.ts';

type BadRequest = Extract<CheckedRequest, { kind: 'bad' }>;

/** At most one line in so long. */
const quietMs = 60_000;

export class SignatureLog {
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** By reason, since the last line. */
  readonly #counts = new Map<BadRequest['error'], number>();
  #quietUntilMs = Number.NEGATIVE_INFINITY;

  constructor({ clock, logger }: { readonly clock: Clock; readonly logger: Logger }) {
    this.#clock = clock;
    this.#logger = logger;
  }

  refused({ error, keyName }: BadRequest, { address }: Peer): void {
    this.#counts.set(error, (this.#counts.get(error) ?? 0) + 1);
    const key = keyName === undefined ? undefined : printName(keyName);
    const fields = { event: 'signature-refused', error, peer: address.text, ...(key && { key }) } as const;
    const whose = key === undefined ? '' : ` with the key ${key}`;
    const nowMs = this.#clock.monotonicMs();
    if (nowMs < this.#quietUntilMs) {
      this.#logger.debug(fields, `${address.text} signed${whose}: ${error}`);
      return;
    }
    this.#quietUntilMs = nowMs + quietMs;
    const counted = [...this.#counts].map(([reason, count]) => `${count} ${reason}`).join(', ');
    this.#counts.clear();
    this.#logger.info(
      fields,
      `messages whose signature was refused: ${counted}; the last from ${address.text}${whose}`,
    );
  }
}
