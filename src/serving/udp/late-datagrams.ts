// Datagrams that workers hand over: attended to on the main thread, which sends the replies itself, from the address that was
// asked. Refuses to know what they say and how workers came by them.

import { DatagramSender } from '../../linux/datagram-sender.ts';
import type { Libc } from '../../linux/libc.ts';
import { datagramOctetsMax } from '../../wire/message-format.ts';
import { DatagramClient } from '../client.ts';
import { bump, Counter, type CounterRow } from '../counters.ts';
import type { Desk } from '../desk.ts';
import { type BoundPlace, placeAsked } from './batch-place.ts';
import type { HandedOver } from './udp-worker-protocol.ts';

interface LateSocket {
  readonly fd: number;
  readonly bound: BoundPlace;
}

export class LateDatagrams {
  readonly #desk: Desk;
  readonly #counters: CounterRow;
  readonly #sender: DatagramSender;
  /**
   * Descriptors of open sockets, by number. A socket may be closed while its datagram is attended to, and its descriptor be
   * another's: its number never is.
   */
  readonly #open = new Map<number, LateSocket>();
  #lastNumber = 0;

  /** `counters`: the row of the main thread. */
  constructor(libc: Libc, desk: Desk, counters: CounterRow) {
    this.#desk = desk;
    this.#counters = counters;
    this.#sender = new DatagramSender(libc, datagramOctetsMax);
  }

  /** Returns the number of the socket. */
  add(fd: number, bound: BoundPlace): number {
    const number = ++this.#lastNumber;
    this.#open.set(number, { fd, bound });
    return number;
  }

  /** Before its descriptor is closed. */
  remove(number: number): void {
    this.#open.delete(number);
  }

  readonly attend = (handed: HandedOver): void => {
    const socket = this.#open.get(handed.socket);
    const findAsked = () => socket && placeAsked(socket.bound, handed.control);
    const client = new DatagramClient(handed.client ?? handed.sender, findAsked);
    this.#desk.attendDatagram(client, handed.octets, (reply) => {
      const fd = this.#open.get(handed.socket)?.fd;
      if (fd === undefined || !this.#sender.send(fd, reply, handed)) bump(this.#counters, Counter.unsent);
    });
  };
}
