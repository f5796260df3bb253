// By which rules a thread answers, beside what there is to answer: the operator's policy made ready for use, views of the memory
// that all threads share, and the time. One for each thread, whose answering functions all look at it.

import { datagramOctetsMax } from '../../wire/message-format.ts';
import { type ServingPolicy, usualPolicy } from '../policy.ts';
import { CookieSecrets } from './cookie-secrets.ts';
import { type SharedRules, shareRules } from './shared-rules.ts';

export class Rules {
  readonly shared: SharedRules;
  readonly cookieSecrets: CookieSecrets;
  /** Never set back; since a moment that is the same for all threads. */
  nowMs = 0;
  /** The time of day, which others share. */
  wallSeconds = 0;
  /** How long a reply over UDP may be without a valid cookie: as long as any, unless the operator says otherwise. */
  cookielessOctetsMax = datagramOctetsMax;
  #policy: ServingPolicy = usualPolicy;

  constructor(shared: SharedRules = shareRules()) {
    this.shared = shared;
    this.cookieSecrets = new CookieSecrets(shared.cookieSecrets);
    this.tick();
  }

  get policy(): ServingPolicy {
    return this.#policy;
  }

  /** From the next query on. */
  apply(policy: ServingPolicy): void {
    this.#policy = policy;
    this.cookielessOctetsMax = Math.min(
      policy.cookieNeededAboveOctets ?? datagramOctetsMax,
      datagramOctetsMax,
    );
  }

  /** Reads the clock, and what other threads may have changed: once for a batch, not for each query. */
  tick(): void {
    this.nowMs = Math.trunc(performance.timeOrigin + performance.now());
    this.wallSeconds = Math.trunc(Date.now() / 1000);
    this.cookieSecrets.refresh();
  }
}
