// The query log as dnstap, sent to a collector at a Unix socket. Reconnects when the collector is gone, and never waits for it, gone
// or slow: what does not fit in the buffer is lost and counted.
//
//   idle  →  connecting  →  greeting (READY, ACCEPT)  →  open (START, data)  →  closing (STOP, FINISH)

import { createConnection, type Socket } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import { errorCodeOf } from '../../base/error-code.ts';
import type { LogRecord } from '../../serving/query-log/log-record.ts';
import { type LogOutput, type OutputTold, Trouble } from '../outputs/log-output.ts';
import { DnstapMessages, type DnstapSource } from './dnstap-message.ts';
import {
  ControlFrames,
  ControlType,
  controlFrame,
  dataFrameHeaderOctets,
  dnstapContentType,
  type Heard,
  writeDataFrame,
} from './frame-stream.ts';

export interface DnstapOutputPlan {
  readonly path: string;
  readonly source: DnstapSource;
  readonly clock: Clock;
  readonly told: OutputTold;
}

/** Held while the collector is away or slow: half a minute at a hundred queries a second. */
const waitingOctetsMax = 4 * 1024 * 1024;
/** Doubled by each failed attempt. */
const firstRetryMs = 250;
const lastRetryMs = 10_000;
/** A collector that works answers within a millisecond. */
const greetingPatienceMs = 5000;
/** For the collector's goodbye when the daemon stops. */
const finishPatienceMs = 500;

export class DnstapOutput implements LogOutput {
  readonly #plan: DnstapOutputPlan;
  readonly #messages: DnstapMessages;
  readonly #trouble: Trouble;
  #state: 'idle' | 'connecting' | 'greeting' | 'open' | 'closing' | 'closed' = 'idle';
  #socket: Socket | undefined;
  #frames = new ControlFrames();
  /** Data frames that no collector has taken yet. */
  #waiting: { readonly octets: Buffer; readonly records: number }[] = [];
  #waitingOctets = 0;
  #batch: Buffer = Buffer.alloc(0);
  #batchEnd = 0;
  #batchRecords = 0;
  #retryMs = firstRetryMs;
  #callOff: () => void = () => undefined;
  #onClosed: () => void = () => undefined;

  constructor(plan: DnstapOutputPlan) {
    this.#plan = plan;
    this.#messages = new DnstapMessages(plan.source);
    this.#trouble = new Trouble(plan.told);
    this.#connect();
  }

  take(record: LogRecord): void {
    if (this.#octetsHeld >= waitingOctetsMax) {
      this.#plan.told.lost(1);
      return;
    }
    this.#messages.write(record, (message) => this.#add(message));
    this.#batchRecords++;
  }

  get #octetsHeld(): number {
    return this.#waitingOctets + this.#batchEnd + (this.#socket?.writableLength ?? 0);
  }

  #add(message: Uint8Array): void {
    const end = this.#batchEnd + dataFrameHeaderOctets + message.length;
    if (end > this.#batch.length) {
      const larger = Buffer.allocUnsafe(2 * end);
      larger.set(this.#batch.subarray(0, this.#batchEnd));
      this.#batch = larger;
    }
    this.#batchEnd = writeDataFrame(message, this.#batch, this.#batchEnd);
  }

  flush(): void {
    if (this.#batchRecords === 0) return;
    const octets = Buffer.from(this.#batch.subarray(0, this.#batchEnd));
    this.#waiting.push({ octets, records: this.#batchRecords });
    this.#waitingOctets += octets.length;
    this.#batchEnd = 0;
    this.#batchRecords = 0;
    this.#sendWaiting();
  }

  #sendWaiting(): void {
    if (this.#state !== 'open') return;
    const { told } = this.#plan;
    for (const { octets, records } of this.#waiting)
      this.#socket?.write(octets, (error) => {
        // Some of them may have arrived; nobody can tell which.
        if (error) told.lost(records);
        else told.written(records);
      });
    this.#waiting = [];
    this.#waitingOctets = 0;
  }

  reopen(): void {
    // There is no file to rotate, and a collector that was replaced has closed the connection.
    if (this.#state === 'idle') this.#connect();
  }

  /** Ends the stream, and gives the collector a moment to confirm. */
  async close(): Promise<void> {
    this.flush();
    for (const { records } of this.#waiting) this.#plan.told.lost(records);
    const socket = this.#socket;
    if (this.#state !== 'open' || socket === undefined) {
      this.#forget();
      return;
    }
    this.#state = 'closing';
    socket.write(controlFrame(ControlType.stop));
    await new Promise<void>((resolve) => {
      this.#onClosed = resolve;
      this.#callOff = this.#plan.clock.after(finishPatienceMs, resolve);
    });
    this.#forget();
  }

  #connect(): void {
    this.#callOff();
    this.#state = 'connecting';
    this.#frames = new ControlFrames();
    const socket = createConnection(this.#plan.path);
    this.#socket = socket;
    let reason = 'it closed the connection';
    this.#callOff = this.#plan.clock.after(greetingPatienceMs, () => {
      reason = 'it does not answer';
      socket.destroy();
    });
    socket.on('connect', () => {
      this.#state = 'greeting';
      socket.write(controlFrame(ControlType.ready, dnstapContentType));
    });
    socket.on('data', (octets) => {
      for (const heard of this.#frames.hear(octets)) {
        const objection = this.#hear(heard, socket);
        if (objection === undefined) continue;
        reason = objection;
        socket.destroy();
        return;
      }
    });
    socket.on('error', (error) => {
      reason = explain(errorCodeOf(error));
    });
    socket.on('close', () => {
      if (socket === this.#socket) this.#lose(reason);
    });
  }

  /** What is wrong with what the collector said, if anything. */
  #hear(heard: Heard, socket: Socket): string | undefined {
    if (heard === 'broken') return 'it does not speak frame streams';
    if (this.#state === 'closing' && heard.type === ControlType.finish) {
      this.#onClosed();
      return undefined;
    }
    if (this.#state !== 'greeting' || heard.type !== ControlType.accept) return undefined;
    const { contentTypes } = heard;
    if (contentTypes.length > 0 && !contentTypes.includes(dnstapContentType))
      return `it takes ${contentTypes.join(', ')} instead of ${dnstapContentType}`;
    this.#callOff();
    socket.write(controlFrame(ControlType.start, dnstapContentType));
    this.#state = 'open';
    this.#retryMs = firstRetryMs;
    this.#trouble.over();
    this.#sendWaiting();
    return undefined;
  }

  #lose(reason: string): void {
    this.#callOff();
    this.#socket = undefined;
    if (this.#state === 'closing') {
      this.#onClosed();
      return;
    }
    this.#state = 'idle';
    this.#trouble.meet(`cannot send dnstap to ${this.#plan.path}: ${reason}`);
    this.#callOff = this.#plan.clock.after(this.#retryMs, () => this.#connect());
    this.#retryMs = Math.min(2 * this.#retryMs, lastRetryMs);
  }

  #forget(): void {
    this.#state = 'closed';
    this.#callOff();
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such socket; is the collector running?',
  ECONNREFUSED: 'nobody listens there',
  EACCES: 'this user may not connect; the socket must let the group or everybody write',
  EPERM: 'this user may not connect; the socket must let the group or everybody write',
  ENOTSOCK: 'it is not a socket',
  EPROTOTYPE: 'it is not a stream socket',
  EPIPE: 'it closed the connection',
  ECONNRESET: 'it closed the connection',
  EAGAIN: 'its queue of connections is full',
};

function explain(code: string): string {
  return reasons[code] ?? code;
}
