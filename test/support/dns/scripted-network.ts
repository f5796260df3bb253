// A network without sockets or time: every datagram to a secondary is recorded, and answered at once or never.

import type { SendDatagrams } from '../../../src/transfer/notifying/notifier.ts';
import { type Endpoint, printEndpoint } from '../../../src/wire/endpoint.ts';

export interface SentDatagram {
  readonly to: string;
  readonly kind: 'notify' | 'ask';
  readonly atMs: number;
  readonly octets: Uint8Array;
}

export class ScriptedNetwork {
  readonly sent: SentDatagram[] = [];
  readonly #now: () => number;
  #receive: (octets: Uint8Array, from: string, port: number) => void = () => undefined;
  /** By `address:port`; absent: silent. */
  readonly serials = new Map<string, number>();
  isClosed = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  readonly open: SendDatagrams = ({ onMessage }) => {
    this.#receive = onMessage;
    return {
      send: (octets, to) => this.#send(octets, to),
      close: () => {
        this.isClosed = true;
      },
    };
  };

  /** How many were sent in a span of time. */
  countBetween(fromMs: number, toMs: number): number {
    return this.sent.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).length;
  }

  #send(octets: Uint8Array, to: Endpoint): void {
    const isNotify = ((octets[2] ?? 0) & 0x78) === 0x20;
    const label = printEndpoint(to);
    this.sent.push({ to: label, kind: isNotify ? 'notify' : 'ask', atMs: this.#now(), octets });
    const serial = this.serials.get(label);
    if (serial !== undefined) this.#receive(reply(octets, isNotify, serial), to.address.text, to.port);
  }
}

function reply(octets: Uint8Array, isNotify: boolean, serial: number): Uint8Array {
  let end = 12;
  while ((octets[end] ?? 0) !== 0) end += 1 + (octets[end] ?? 0);
  end += 5;
  const head = Buffer.from(octets.subarray(0, end));
  head.writeUInt8(0x84 | (head.readUInt8(2) & 0x78), 2);
  head.fill(0, 6, 12);
  if (isNotify) return head;
  head.writeUInt16BE(1, 6);
  const record = Buffer.alloc(12 + 22);
  record.writeUInt16BE(0xc00c, 0);
  record.writeUInt16BE(6, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt16BE(22, 10);
  record.writeUInt32BE(serial, 14);
  return Buffer.concat([head, record]);
}
