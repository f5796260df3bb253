// One probe over one socket: ends once, in time, and leaves neither socket nor timer behind. Refuses to know what is said over
// the socket.

import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import type { FailureReason, Outcome } from '../outcome.ts';
import type { Target } from '../target.ts';

/** The last octets leave at once, unless the other side has closed its window. */
const closeWithinMs = 200;

export class Attempt {
  readonly #clock: Clock;
  readonly #startedMs: number;
  readonly #socket: Socket;
  readonly #report: (outcome: Outcome) => void;
  #isOpen = true;
  #hasConnected = false;
  #callOffTimeout: () => void;

  constructor(socket: Socket, clock: Clock, timeoutMs: number, report: (outcome: Outcome) => void) {
    this.#socket = socket;
    this.#clock = clock;
    this.#report = report;
    this.#startedMs = clock.monotonicMs();
    socket.once('connect', () => {
      this.#hasConnected = true;
    });
    this.#callOffTimeout = clock.after(timeoutMs, () => {
      // When this process itself was held up, the timer fires before sockets that were ready long ago are read. As much time
      // again, or at least one turn of the event loop, gets them read, and the target is not blamed for our delay.
      const lateMs = this.#tookMs - timeoutMs;
      const graceMs = Math.min(Math.max(0, lateMs), timeoutMs);
      this.#callOffTimeout = clock.after(graceMs, () => this.#giveUp());
    });
  }

  succeed(detail?: string): void {
    const tookMs = this.#tookMs;
    this.finish({ kind: 'success', tookMs, ...(detail === undefined ? {} : { detail }) });
  }

  fail(reason: FailureReason, detail: string): void {
    this.finish({ kind: 'failure', reason, detail });
  }

  finish(outcome: Outcome): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    if (outcome.kind === 'success') this.#closeGently(outcome);
    else {
      this.#callOffTimeout();
      this.#socket.destroy();
      this.#report(outcome);
    }
  }

  /**
   * The last octets must get out, or a TLS server sees a handshake that broke off and complains in its log. Reports once the
   * descriptor is free, because the next probe starts then; a peer that does not read must not hold it for long.
   */
  #closeGently(outcome: Outcome): void {
    this.#callOffTimeout();
    const callOffForce = this.#clock.after(closeWithinMs, () => this.#socket.destroy());
    const report = () => {
      callOffForce();
      this.#report(outcome);
    };
    this.#socket.once('close', report);
    this.#callOffTimeout = () => {
      callOffForce();
      this.#socket.removeListener('close', report);
    };
    this.#socket.destroySoon();
  }

  #giveUp(): void {
    const connected = this.#hasConnected ? ({ hasConnected: true } as const) : {};
    this.finish({ kind: 'failure', reason: 'timeout', detail: 'no answer', ...connected });
  }

  /** Ends the attempt without a report. */
  close(): void {
    this.#isOpen = false;
    this.#callOffTimeout();
    this.#socket.destroy();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get #tookMs(): number {
    return this.#clock.monotonicMs() - this.#startedMs;
  }
}

export function connectionTo({ address, port, source }: Target): TcpNetConnectOpts {
  return {
    host: address.text,
    port,
    autoSelectFamily: false,
    ...(source === undefined ? {} : { localAddress: source.text }),
  };
}

export function connectTo(target: Target): Socket {
  return connect(connectionTo(target));
}
