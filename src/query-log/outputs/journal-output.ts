// The query log as entries of systemd's journal. Rate-limited: the journal limits what a service may write, and queries must not
// crowd out what the daemon says about itself.

import type { Clock } from '../../base/clock.ts';
import type { Journal } from '../../linux/journal.ts';
import { toJournalFields } from '../../logging/journal-fields.ts';
import type { LogRecord } from '../../serving/query-log/log-record.ts';
import { type DescribedQuery, describeQuery } from './describe-query.ts';
import { type LogOutput, type OutputTold, Trouble } from './log-output.ts';

export interface JournalOutputPlan {
  /** Undefined while there is no journal. */
  readonly open: () => Journal | undefined;
  readonly clock: Clock;
  readonly told: OutputTold;
}

/** By default journald accepts 10,000 entries in 30 s from a service; this leaves the daemon's own log more than a third of them. */
const entriesPerSecondMax = 200;
const retryMs = 5000;

export class JournalOutput implements LogOutput {
  readonly #plan: JournalOutputPlan;
  readonly #trouble: Trouble;
  #journal: Journal | undefined;
  #nextTryMs = Number.NEGATIVE_INFINITY;
  #failingSinceMs: number | undefined;
  #second = 0;
  #entries = 0;

  constructor(plan: JournalOutputPlan) {
    this.#plan = plan;
    this.#trouble = new Trouble(plan.told);
    this.#open();
  }

  take(record: LogRecord): void {
    const { told } = this.#plan;
    if (!this.#isWithinRate() || !this.#open()) {
      told.lost(1);
      return;
    }
    const query = describeQuery(record);
    const fields = toJournalFields('info', { event: 'query', ...flatten(query) }, printQuery(query));
    if (this.#journal?.write(fields) === true) {
      this.#failingSinceMs = undefined;
      this.#trouble.over();
      told.written(1);
      return;
    }
    told.lost(1);
    this.#refused();
  }

  flush(): void {
    // Each entry has been sent already.
  }

  reopen(): void {
    this.#journal?.close();
    this.#journal = undefined;
  }

  async close(): Promise<void> {
    this.reopen();
  }

  /** It may be full for a moment, which the counters show; refusing for longer, it is gone. */
  #refused(): void {
    const nowMs = this.#plan.clock.monotonicMs();
    this.#failingSinceMs ??= nowMs;
    if (nowMs - this.#failingSinceMs < retryMs) return;
    this.#failingSinceMs = undefined;
    this.reopen();
    this.#trouble.meet('the journal does not accept logged queries');
  }

  #isWithinRate(): boolean {
    const second = Math.floor(this.#plan.clock.monotonicMs() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#entries = 0;
    }
    return this.#entries++ < entriesPerSecondMax;
  }

  #open(): boolean {
    if (this.#journal !== undefined) return true;
    const nowMs = this.#plan.clock.monotonicMs();
    if (nowMs < this.#nextTryMs) return false;
    this.#nextTryMs = nowMs + retryMs;
    this.#journal = this.#plan.open();
    if (this.#journal === undefined) this.#trouble.meet('there is no journal to log queries to');
    return this.#journal !== undefined;
  }
}

/** The log has a field `time` of its own; and journalctl cannot match an item of a list. */
function flatten({ time, flags, ...query }: DescribedQuery): Readonly<Record<string, unknown>> {
  return { ...query, received: time, flags: flags.join(' ') };
}

/** `udp 192.0.2.1 www.example.com A: NOERROR, 120 octets` */
function printQuery(query: DescribedQuery): string {
  const { transport, client, opcode, name = 'no question', type = '' } = query;
  const asked = [transport, client, opcode, name, type].filter((word) => word !== undefined && word !== '');
  const reply = query.code === undefined ? query.outcome : `${query.code}, ${query.size} octets`;
  const isPlain = query.code === undefined || query.outcome === 'answered';
  return `${asked.join(' ')}: ${reply}${isPlain ? '' : `, ${query.outcome}`}`;
}
