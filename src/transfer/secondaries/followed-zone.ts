// What is known of a zone at one secondary: what it was told last, which serial it has, and since when it lacks the newest.
// Refuses to know how that is found out.
//
// What it answers itself is the truth. A secondary that does not answer (a hidden one that only hands on) is known by what it
// transferred.

import type { Clock } from '../../base/clock.ts';
import type { Name } from '../../wire/name.ts';
import { isNewerSerial } from '../../zone/serial.ts';
import type { Lag, ZoneVersions } from './zone-versions.ts';

export interface HeldSerial {
  readonly serial: number;
  /** Since when that is known, on the monotonic clock. */
  readonly sinceMs: number;
  readonly by: 'answer' | 'transfer';
}

/** The last NOTIFY. */
export interface LastNotify {
  readonly serial: number;
  readonly atSeconds: number;
  /** Absent until there is a reply. */
  readonly reply?: string;
}

/** Datagrams get lost; who misses this many questions in a row does not answer them. */
const unansweredMax = 3;
const noAnswer = 'no answer';

export class FollowedZone {
  readonly apex: Name;
  readonly versions: ZoneVersions;
  readonly #clock: Clock;
  readonly #isAsked: boolean;
  #lastNotify: LastNotify | undefined;
  #answered: HeldSerial | undefined;
  #transferred: HeldSerial | undefined;
  /** In its last request for a transfer. */
  #asked: number | undefined;
  #unanswered = 0;
  /** Why it does not say which serial it has. */
  #refusal: string | undefined;
  /** Where its serial is not among the last versions. */
  #lackingSinceMs: number | undefined;

  /** `isAsked`: it is asked what it has; otherwise what it fetched is all that will ever be known. */
  constructor(apex: Name, versions: ZoneVersions, clock: Clock, isAsked: boolean) {
    this.apex = apex;
    this.#isAsked = isAsked;
    this.versions = versions;
    this.#clock = clock;
    this.#lackingSinceMs = clock.monotonicMs();
  }

  get lastNotify(): LastNotify | undefined {
    return this.#lastNotify;
  }

  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** The newest serial changed. */
  fellBehind(): void {
    this.#lackingSinceMs ??= this.#clock.monotonicMs();
  }

  notified(serial: number): void {
    this.#lastNotify = { serial, atSeconds: this.#clock.wallSeconds() };
  }

  /** It replied to a NOTIFY, perhaps not the last one. */
  replied(serial: number, reply: string): void {
    if (this.#lastNotify?.serial === serial) this.#lastNotify = { ...this.#lastNotify, reply };
  }

  /** It says that it has this. */
  answered(serial: number): void {
    this.#unanswered = 0;
    this.#refusal = undefined;
    this.#answered = this.#step(this.#answered, serial, 'answer');
    this.#judge();
  }

  /** It says that it will not say, or cannot. */
  refused(reason: string): void {
    this.#unanswered = 0;
    this.#refusal = reason;
    this.#judge();
  }

  /** A question of ours got no answer in time. */
  keptSilent(): void {
    if (++this.#unanswered < unansweredMax) return;
    this.#refusal = noAnswer;
    this.#judge();
  }

  /** It asked for a transfer and has this. */
  askedWith(serial: number): void {
    this.#asked = serial;
    this.#transferred = this.#step(this.#transferred, serial, 'transfer');
    this.#judge();
  }

  received(serial: number): void {
    // Told that it has the newest, it keeps what it has when that counts as newer than ours.
    if (this.#asked !== undefined && isNewerSerial(this.#asked, serial)) return;
    // It may have refused because it had no zone yet; whoever never answers is not worth the wait.
    if (this.#transferred?.serial !== serial && this.#refusal !== noAnswer) this.#refusal = undefined;
    this.#transferred = this.#step(this.#transferred, serial, 'transfer');
    this.#judge();
  }

  /** What it has, as far as that is known. */
  get held(): HeldSerial | undefined {
    const [answered, transferred] = [this.#answered, this.#transferred];
    if (answered === undefined || transferred === undefined) return answered ?? transferred;
    // A serial of its own that counts as newer than ours says nothing about what it has of ours.
    if (isNewerSerial(answered.serial, this.versions.newest)) return transferred;
    const isSilent = this.#refusal !== undefined;
    return isSilent && transferred.sinceMs > answered.sinceMs ? transferred : answered;
  }

  /** It has a serial that counts as newer than ours, and will take nothing from us until ours is past it. */
  get isAhead(): boolean {
    return this.held !== undefined && isNewerSerial(this.held.serial, this.versions.newest);
  }

  /** Whether it serves the newest: what it fetched it may not serve yet. */
  get isSettled(): boolean {
    return this.#serves && this.held?.serial === this.versions.newest;
  }

  has(serial: number): boolean {
    return (
      this.#serves && !this.isAhead && this.held !== undefined && !isNewerSerial(serial, this.held.serial)
    );
  }

  /** Whether what is known counts as what it serves. */
  get #serves(): boolean {
    // SERVFAIL is what servers say until they have loaded what they fetched.
    const isRefusing = this.#refusal !== undefined && this.#refusal !== 'SERVFAIL';
    return this.held?.by === 'answer' || isRefusing || !this.#isAsked;
  }

  /** Since when it has not had what is newest; nothing if it has it. */
  get lackingSinceMs(): number | undefined {
    const { isSettled, versions, lag } = this;
    if (isSettled) return undefined;
    return lag?.sinceMs ?? this.#lackingSinceMs ?? versions.oldestMs;
  }

  /** How far behind; nothing if it is not, or nobody knows. */
  get lag(): Lag | undefined {
    return this.held && this.versions.lagOf(this.held.serial);
  }

  #step(before: HeldSerial | undefined, serial: number, by: HeldSerial['by']): HeldSerial {
    return before?.serial === serial ? before : { serial, sinceMs: this.#clock.monotonicMs(), by };
  }

  #judge(): void {
    if (this.isSettled) this.#lackingSinceMs = undefined;
    else this.#lackingSinceMs ??= this.#clock.monotonicMs();
  }
}
