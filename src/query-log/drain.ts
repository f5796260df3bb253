// Empties the rings into an output, ring by ring and again and again. Refuses to know threads, and what the output does.

import type { Clock } from '../base/clock.ts';
import { readRecord } from '../serving/query-log/log-record.ts';
import type { RingReader } from '../serving/query-log/ring-reader.ts';
import { hideClient } from './hide-client.ts';
import type { LogOutput } from './outputs/log-output.ts';
import type { LogPlan } from './query-log-protocol.ts';

/** In one turn, of each ring; between turns the output's sockets have theirs. */
const recordsMax = 500;
/** A ring of a mebibyte is full after 80 ms of 100,000 queries a second, each of which takes 130 octets. */
const restMs = 40;

export class Drain {
  readonly #rings: readonly RingReader[];
  readonly #clock: Clock;
  #output: LogOutput;
  #clients: LogPlan['clients'];
  #callOff: () => void = () => undefined;

  constructor(rings: readonly RingReader[], output: LogOutput, clients: LogPlan['clients'], clock: Clock) {
    this.#rings = rings;
    this.#output = output;
    this.#clients = clients;
    this.#clock = clock;
  }

  start(): void {
    const isBusy = this.#turn();
    this.#callOff = this.#clock.after(isBusy ? 0 : restMs, () => this.start());
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
