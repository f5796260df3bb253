// Drains the rings into an output, over and over. Refuses to know about threads and what the output does.

import type { Clock } from '../base/clock.ts';
import { readRecord } from '../serving/query-log/log-record.ts';
import { ringOctets } from '../serving/query-log/ring-memory.ts';
import type { RingReader } from '../serving/query-log/ring-reader.ts';
import { hideClient } from './hide-client.ts';
import type { LogOutput } from './outputs/log-output.ts';
import type { LogPlan } from './query-log-protocol.ts';

/** Read from each ring per turn; between turns the output's sockets get theirs. */
const recordsMax = 500;
/**
 * Waking up costs a quarter of a millisecond; at twenty-five times a second that would exceed the cost of logging 1 % of 30,000
 * queries a second. So the drain rests longer when there is little to do. A ring holds the records of 40,000 queries a second for
 * that long.
 */
const restMsMax = 160;
const restMsMin = 10;
/** A ring fuller than this shortens the rest; if all are emptier than that, it grows. */
const fullOctets = ringOctets / 8;
const emptyOctets = ringOctets / 64;

export class Drain {
  readonly #rings: readonly RingReader[];
  readonly #clock: Clock;
  readonly #onTurn: () => void;
  #output: LogOutput;
  #clients: LogPlan['clients'];
  #callOff: () => void = () => undefined;
  #restMs = restMsMin;
  #isBusy = false;

  /** `onTurn`: nothing holds it up. */
  constructor(
    rings: readonly RingReader[],
    output: LogOutput,
    clients: LogPlan['clients'],
    { clock, onTurn = () => undefined }: { readonly clock: Clock; readonly onTurn?: () => void },
  ) {
    this.#rings = rings;
    this.#output = output;
    this.#clients = clients;
    this.#clock = clock;
    this.#onTurn = onTurn;
  }

  start(): void {
    if (!this.#isBusy) this.#choosePace();
    this.#isBusy = this.#turn();
    this.#onTurn();
    this.#callOff = this.#clock.after(this.#isBusy ? 0 : this.#restMs, () => this.start());
  }

  /** Takes effect with the next record. */
  apply(output: LogOutput, clients: LogPlan['clients']): void {
    this.#output = output;
    this.#clients = clients;
  }

  /** Takes what is in the rings now, and no more. */
  stop(): void {
    this.#callOff();
    for (let left = turnsAtStopMax; left > 0 && this.#turn(); left--);
  }

  /** Goes by what came in during the last rest. */
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

/** Threads that still write must not keep us: a ring holds fewer records than these turns read. */
const turnsAtStopMax = 25;
