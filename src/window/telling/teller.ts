// Tells one receiver what is new to it: gathers what happens together, keeps a pace, retries what failed. A message is the difference
// between the present state and what the receiver was told last, made when it can be sent: nothing queues up.
//
//   turn -> gather (2 s of quiet, 10 s at most) -> pace -> deliver -> told
//                                          ^                 | failed
//                                          +---- backoff <---+

import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { chooseDelayMs } from './sending/backoff.ts';
import type { Delivery } from './sending/delivery.ts';
import { Pace } from './sending/pace.ts';
import { findChanges, moveTold, type News, type Told, type ToldMap } from './standing/find-changes.ts';
import { PassedNews } from './standing/passed-news.ts';
import { markOf, type Standing } from './standing/standing.ts';
import { keyOf, severityOfWrong } from './standing/subject.ts';
import { composeTidings, type Tidings } from './wording/tidings.ts';

interface Gathered {
  readonly firstMs: number;
  lastMs: number;
  isCritical: boolean;
}

/** Failures with one cause are mostly found within the spread of the probes, and nobody misses two seconds. */
const quietMs = 2000;
const gatherMsMax = 10_000;
/** After four refusals the receiver is not sent this news again, only what comes later. */
const refusalsMax = 4;

export interface TellerDependencies {
  readonly clock: Clock;
  readonly random: Random;
  readonly standings: () => Iterable<Standing>;
  readonly deliver: (tidings: Tidings) => Promise<Delivery>;
  /** What the receiver was told, or how it is doing, has changed. */
  readonly onChange: (delivery: Delivery) => void;
}

export interface TellerState {
  /** How many subjects there is news about that the receiver does not have yet. */
  readonly pending: number;
  /** Wall clock. */
  readonly deliveredSeconds?: number;
  readonly failingSinceSeconds?: number;
  readonly problem?: string;
  /** News that it refused and will not get. */
  readonly lost: number;
}

export class Teller {
  readonly #with: TellerDependencies;
  readonly #told: Map<string, Told>;
  readonly #passed = new PassedNews();
  readonly #pace = new Pace();
  readonly #criticalPace = new Pace();
  #state: TellerState = { pending: 0, lost: 0 };
  /** When the first and the last thing to look at came. */
  #gathered: Gathered | undefined;
  #failures = 0;
  #refusals = 0;
  #retryMs = Number.NEGATIVE_INFINITY;
  #timer: { readonly atMs: number; readonly callOff: () => void } | undefined;
  #isDelivering = false;
  /** Since a delivery began. */
  readonly #moved = new Map<string, string>();
  #isStopped = false;

  constructor(told: ToldMap, dependencies: TellerDependencies) {
    this.#told = new Map(told);
    this.#with = dependencies;
  }

  get told(): ToldMap {
    return this.#told;
  }

  /** A message under way says how things were when it was made. */
  get isDelivering(): boolean {
    return this.#isDelivering;
  }

  get state(): TellerState {
    return this.#state;
  }

  /** The state of a subject changed. */
  recordTurn(after: Standing, before: Standing | undefined): void {
    const key = keyOf(after.subject);
    if (before !== undefined && after.wrongs.length === 0 && !this.#told.has(key))
      this.#passed.add(key, before, after.atMs);
    this.look(after.wrongs.some((wrong) => severityOfWrong(after.subject, wrong) === 'critical'));
  }

  /** What was said of the one is meant of the other from now on. */
  move(key: string, to: string): void {
    if (this.#isDelivering) this.#moved.set(key, to);
    moveTold(this.#told, key, to);
  }

  /** There may be something to tell. */
  look(isCritical = true): void {
    const nowMs = this.#with.clock.monotonicMs();
    this.#gathered ??= { firstMs: nowMs, lastMs: nowMs, isCritical };
    this.#gathered.lastMs = nowMs;
    this.#gathered.isCritical ||= isCritical;
    this.#arm();
  }

  /** What kept messages from arriving has probably ended. */
  retryNow(): void {
    this.#failures = 0;
    this.#retryMs = Number.NEGATIVE_INFINITY;
    this.#arm();
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.callOff();
    this.#timer = undefined;
  }

  /** When a message may be sent, as far as is known without looking at everything. */
  #dueMs({ firstMs, lastMs, isCritical }: Gathered): number {
    const pace = isCritical ? this.#criticalPace : this.#pace;
    return Math.max(Math.min(firstMs + gatherMsMax, lastMs + quietMs), pace.dueMs, this.#retryMs);
  }

  #arm(): void {
    if (this.#gathered === undefined || this.#isDelivering || this.#isStopped) return;
    const atMs = this.#dueMs(this.#gathered);
    // A timer that fires too early arms itself again: a thousand changes do not set a thousand timers.
    if (this.#timer !== undefined && this.#timer.atMs <= atMs) return;
    this.#timer?.callOff();
    const { clock } = this.#with;
    this.#timer = { atMs, callOff: clock.after(atMs - clock.monotonicMs(), () => this.#fire()) };
  }

  #fire(): void {
    this.#timer = undefined;
    if (this.#gathered === undefined) return;
    if (this.#with.clock.monotonicMs() < this.#dueMs(this.#gathered)) this.#arm();
    else void this.#tell(this.#gathered);
  }

  async #tell(gathered: Gathered): Promise<void> {
    const standings = [...this.#with.standings()];
    const changes = findChanges(standings, this.#told);
    const news = [...changes, ...this.#passed.all()];
    this.#gathered = undefined;
    this.#state = { ...this.#state, pending: news.length };
    if (news.length === 0) return;
    const wrong = standings.filter(({ wrongs }) => wrongs.length > 0);
    const tidings = composeTidings(news, wrong);
    if (tidings.severity !== 'critical' && gathered.isCritical) {
      // The critical part is over already, and the rest keeps the usual pace.
      this.#gathered = { ...gathered, isCritical: false };
      if (this.#with.clock.monotonicMs() < this.#dueMs(this.#gathered)) return this.#arm();
      this.#gathered = undefined;
    }
    this.#isDelivering = true;
    const delivery = await this.#with.deliver(tidings);
    this.#isDelivering = false;
    if (!this.#isStopped) this.#recordDelivery(delivery, tidings);
  }

  #recordDelivery(delivery: Delivery, { news, severity }: Tidings): void {
    const { clock, random, onChange } = this.#with;
    const nowMs = clock.monotonicMs();
    if (delivery.kind === 'delivered') {
      this.#failures = 0;
      this.#refusals = 0;
      this.#retryMs = Number.NEGATIVE_INFINITY;
      this.#pace.recordSent(nowMs);
      if (severity === 'critical') this.#criticalPace.recordSent(nowMs);
      this.#markTold(news);
      this.#state = { pending: 0, lost: this.#state.lost, deliveredSeconds: clock.wallSeconds() };
    } else {
      this.#failures++;
      this.#refusals = delivery.kind === 'refused' ? this.#refusals + 1 : 0;
      const askedMs = delivery.kind === 'failed' ? delivery.retryAfterMs : undefined;
      this.#retryMs = nowMs + chooseDelayMs(this.#failures, askedMs, random);
      const { failingSinceSeconds = clock.wallSeconds() } = this.#state;
      this.#state = { ...this.#state, failingSinceSeconds, problem: delivery.reason };
      if (this.#refusals >= refusalsMax) this.#giveUp(news);
    }
    this.#moved.clear();
    onChange(delivery);
    // What happened meanwhile, or what failed.
    const { firstMs = nowMs, lastMs = nowMs, isCritical = false } = this.#gathered ?? {};
    this.#gathered = { firstMs, lastMs, isCritical: isCritical || severity === 'critical' };
    this.#arm();
  }

  #giveUp(news: readonly News[]): void {
    this.#refusals = 0;
    this.#markTold(news);
    this.#state = { ...this.#state, pending: 0, lost: this.#state.lost + news.length };
  }

  #markTold(news: readonly News[]): void {
    for (const one of news) {
      const key = keyOf(one.standing.subject);
      this.#passed.delete(key, one);
      const mark = one.kind === 'passed' ? undefined : markOf(one.standing);
      if (mark !== undefined) this.#told.set(key, { ...mark, sinceMs: one.sinceMs });
      else if (one.kind === 'ends') this.#told.delete(key);
    }
    for (const [key, to] of this.#moved) moveTold(this.#told, key, to);
  }
}
