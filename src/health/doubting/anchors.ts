// Machines that are not served, asked only to vouch for our own network. Connects to each now and then, and to all of them
// at once on demand. Refuses to know what follows from their silence.

import type { Clock } from '../../base/clock.ts';
import type { Endpoint } from '../../wire/endpoint.ts';
import type { Outcome, Probe } from '../outcome.ts';
import { type Target, tcpTarget } from '../target.ts';
import type { AnchorsSay } from './judge-doubt.ts';

export interface AnchorReport {
  readonly target: Target;
  /** Absent until the first probe ends. */
  readonly lastOutcome: Outcome | undefined;
}

interface Anchor {
  readonly target: Target;
  /** When the last probe that ended began. */
  askedMs: number;
  startedMs: number;
  lastOutcome: Outcome | undefined;
  callOff: (() => void) | undefined;
}

/** Anchors belong to others: they are asked no more often than this, however urgent it is here. */
const askGapMs = 1000;

export interface AnchorsDependencies {
  readonly clock: Clock;
  readonly probe: Probe<Target>;
  readonly onOutcome: (target: Target, outcome: Outcome, startedMs: number) => void;
  /** A probe that began before this moment is of no interest. */
  readonly sinceMs: () => number;
  /** How long until they are asked again. */
  readonly periodMs: () => number;
}

export class Anchors {
  readonly #with: AnchorsDependencies;
  #anchors: Anchor[] = [];
  #timeoutMs = 0;
  #lastAskMs = Number.NEGATIVE_INFINITY;
  #callOffAsk: (() => void) | undefined;

  constructor(dependencies: AnchorsDependencies) {
    this.#with = dependencies;
  }

  /** What is known of anchors that stay is kept. */
  apply(endpoints: readonly Endpoint[], timeoutMs: number): void {
    this.#timeoutMs = timeoutMs;
    const wanted = new Map(
      endpoints.map(({ address, port }) => tcpTarget(address, port)).map((target) => [target.key, target]),
    );
    const known = new Map(this.#anchors.map((anchor) => [anchor.target.key, anchor]));
    for (const [key, { callOff }] of known) if (!wanted.has(key)) callOff?.();
    this.#anchors = [...wanted].map(([key, target]) => known.get(key) ?? newAnchor(target));
  }

  get count(): number {
    return this.#anchors.length;
  }

  report(): readonly AnchorReport[] {
    return this.#anchors;
  }

  /** Asks all of them now, or as soon as the gap allows, and then again every period. */
  ask(): void {
    this.#callOffAsk?.();
    this.#callOffAsk = undefined;
    if (this.#anchors.length === 0) return;
    const { clock, periodMs } = this.#with;
    const waitMs = Math.max(0, this.#lastAskMs + askGapMs - clock.monotonicMs());
    this.#callOffAsk = clock.after(waitMs, () => {
      this.#lastAskMs = clock.monotonicMs();
      this.#callOffAsk = clock.after(periodMs(), () => this.ask());
      this.#askEach();
    });
  }

  #askEach(): void {
    const sinceMs = this.#with.sinceMs();
    for (const anchor of this.#anchors) {
      const isUnderWay = anchor.callOff !== undefined;
      if (isUnderWay && anchor.startedMs >= sinceMs) continue;
      anchor.callOff?.();
      this.#start(anchor);
    }
  }

  /** What the probes that began at this moment or later found. */
  saySince(sinceMs: number): AnchorsSay {
    if (this.#anchors.length === 0) return 'none configured';
    if (this.#anchors.some(({ askedMs }) => askedMs < sinceMs)) return 'pending';
    return this.#anchors.every(({ lastOutcome }) => lastOutcome?.kind === 'failure')
      ? 'all fail'
      : 'some answer';
  }

  stop(): void {
    this.#callOffAsk?.();
    for (const { callOff } of this.#anchors) callOff?.();
    this.#anchors = [];
  }

  #start(anchor: Anchor): void {
    anchor.startedMs = this.#with.clock.monotonicMs();
    anchor.callOff = this.#with.probe(anchor.target, this.#timeoutMs, (outcome) => {
      anchor.callOff = undefined;
      anchor.askedMs = anchor.startedMs;
      anchor.lastOutcome = outcome;
      this.#with.onOutcome(anchor.target, outcome, anchor.startedMs);
    });
  }
}

function newAnchor(target: Target): Anchor {
  return {
    target,
    askedMs: Number.NEGATIVE_INFINITY,
    startedMs: Number.NEGATIVE_INFINITY,
    lastOutcome: undefined,
    callOff: undefined,
  };
}
