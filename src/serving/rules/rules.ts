// By which rules a thread answers, beside what there is to answer: the operator's policy made ready for use, views of the memory
// that all threads share, and the time. One for each thread, whose answering functions all look at it.

import { datagramOctetsMax } from '../../wire/message-format.ts';
import { type ServingPolicy, usualPolicy } from '../policy.ts';
import { QueryLog } from '../query-log/query-log.ts';
import { CookieSecrets } from './cookie-secrets.ts';
import { LimitedNetworks } from './limited-networks.ts';
import { ReplyDebts } from './reply-debts.ts';
import { type SharedRules, shareUnlimited } from './shared-rules.ts';

export class Rules {
  readonly shared: SharedRules;
  readonly cookieSecrets: CookieSecrets;
  /** Never set back; since a moment that is the same for all threads. */
  nowMs = 0;
  /** The same moment by `performance.now()`. */
  tickedMs = 0;
  /** The time of day, which others share. */
  wallSeconds = 0;
  /** How long a reply over UDP may be without a valid cookie: as long as any, unless the operator says otherwise. */
  cookielessOctetsMax = datagramOctetsMax;
  /** What is answered now waited while nobody was here: it came over seconds, and is no flood for coming out at once. */
  isCatchingUp = false;
  readonly debts: ReplyDebts;
  readonly limited: LimitedNetworks;
  readonly queryLog = new QueryLog();
  /** What the clock of the machine said when this thread's began. Each thread has a `performance.timeOrigin` of its own, by a clock that steps. */
  readonly #originMs: number;
  /** For how long a connection may be idle now, in tenths of a second (RFC 7828); -1 where there are none. */
  idleTenths = -1;
  #policy: ServingPolicy = usualPolicy;

  /** By default nothing is limited. */
  constructor(shared: SharedRules = shareUnlimited()) {
    const [seconds, nanoseconds] = process.hrtime();
    this.#originMs = seconds * 1000 + nanoseconds / 1e6 - performance.now();
    this.shared = shared;
    this.cookieSecrets = new CookieSecrets(shared.cookieSecrets);
    this.debts = new ReplyDebts(shared.debts);
    this.limited = new LimitedNetworks(shared.limited);
    this.tick();
  }

  get policy(): ServingPolicy {
    return this.#policy;
  }

  /** From the next query on. */
  apply(policy: ServingPolicy): void {
    if (policy.replyLimit !== undefined) this.debts.apply(policy.replyLimit);
    this.queryLog.apply(policy.queryLog);
    this.#policy = policy;
    this.cookielessOctetsMax = Math.min(
      policy.cookieNeededAboveOctets ?? datagramOctetsMax,
      datagramOctetsMax,
    );
  }

  /** Reads the clock, and what other threads may have changed: once for a batch, not for each query. */
  tick(): void {
    this.tickedMs = performance.now();
    const nowMs = this.#originMs + this.tickedMs;
    this.nowMs = Math.trunc(nowMs);
    const wallMs = Date.now();
    this.wallSeconds = Math.trunc(wallMs / 1000);
    this.queryLog.receivedMs = wallMs;
    this.cookieSecrets.refresh();
    this.debts.tick(nowMs);
  }
}
