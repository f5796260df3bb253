// Empties the rings into an output, ring by ring and again and again. Refuses to know threads, and what the output does.

import type { Clock } from '../base/clock.ts';
import { readRecord } from '../serving/query-log/log-record.ts';
import { ringOctets } from '../serving/query-log/ring-memory.ts';
import type { RingReader } from '../serving/query-log/ring-reader.ts';
import { hideClient } from './hide-client.ts';
import type { LogOutput } from './outputs/log-output.ts';
import type { LogPlan } from './query-log-protocol.ts';

/** In one turn, of each ring; between turns the output's sockets have theirs. */
const recordsMax = 500;
/**
 * Waking up costs a quarter of a millisecond: twenty-five times a second it would be more than what 1 % of 30,000 queries a second
 * take. So it rests for longer while little comes. A ring holds what 40,000 queries a second leave in that time.
 */
const restMsMax = 160;
const restMsMin = 10;
/** It comes back sooner when a ring was fuller than that, and later when all were emptier. */
const fullOctets = ringOctets / 8;
const emptyOctets = ringOctets / 64;

export class Drain {
  readonly #rings: readonly RingReader[];
  readonly #clock: Clock;
  #output: LogOutput;
  #clients: LogPlan['clients'];
  #callOff: () => void = () => undefined;
  #restMs = restMsMin;
  #isBusy = false;

  constructor(rings: readonly RingReader[], output: LogOutput, clients: LogPlan['clients'], clock: Clock) {
    this.#rings = rings;
    this.#output = output;
    this.#clients = clients;
    this.#clock = clock;
  }

  start(): void {
    if (!this.#isBusy) this.#choosePace();
    this.#isBusy = this.#turn();
    this.#callOff = this.#clock.after(this.#isBusy ? 0 : this.#restMs, () => this.start());
  }

  /** From the next record on. */
  apply(output: LogOutput, clients: LogPlan['clients']): void {
    this.#output = output;
    this.#clients = clients;
  }

  /** Once more, with what is there now. */
  stop(): void {
    this.#callOff();
    for (let left = turnsAtStopMax; left > 0 && this.#turn(); left--);
  }

  /** By what has come since the last rest began. */
  #choosePace(): void {
    const waiting = Math.max(...this.#rings.map((ring) => ring.waiting));
    if (waiting > fullOctets) this.#restMs = Math.max(this.#restMs / 2, restMsMin);
    else if (waiting < emptyOctets) this.#restMs = Math.min(this.#restMs * 2, restMsMax);
  }

  /** Whether a ring may have more. */
  #turn(): boolean {
    let isBusy = false;
    for (const ring of this.#rings) {
      const records = ring.read(recordsMax, (record) =>
        this.#output.take(hideClient(readRecord(record), this.#clients)),
      );
      if (records === recordsMax) isBusy = true;
    }
    this.#output.flush();
    return isBusy;
  }
}

/** Whoever still writes then must not keep us: a ring has fewer records than that. */
const turnsAtStopMax = 25;
