// Asks for one name over and over, again as soon as the reply is there, and reports when the number of answers changes:
// what a client sees of a verdict, to a fraction of a millisecond.

import { createSocket, type Socket } from 'node:dgram';
import { makeQuery } from '../support/dns/dns-client.ts';
import { monotonicMs } from './statistics.ts';

/** A lost datagram must not end the watch. */
const askAgainMs = 20;

export class ChangeWatcher {
  readonly #socket: Socket = createSocket('udp4');
  readonly #ask: () => void;
  #timer: NodeJS.Timeout | undefined;
  #answers: number | undefined;
  #onChange: ((atMs: number) => void) | undefined;

  constructor(port: number, name: string) {
    const query = makeQuery(name);
    this.#ask = () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(this.#ask, askAgainMs);
      this.#socket.send(query, port, '127.0.0.1');
    };
    this.#socket.on('error', () => undefined);
    this.#socket.on('message', (reply) => {
      const answers = reply.readUInt16BE(6);
      if (this.#answers !== undefined && answers !== this.#answers) this.#onChange?.(monotonicMs());
      this.#answers = answers;
      this.#ask();
    });
    this.#ask();
  }

  /** The moment of the next change, on the clock of `monotonicMs`. */
  nextChange(withinMs: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the answers do not change')), withinMs);
      this.#onChange = (atMs) => {
        clearTimeout(timer);
        this.#onChange = undefined;
        resolve(atMs);
      };
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#socket.close();
  }
}
