// Sends many datagrams with one system call and reads what comes back, as fast as a daemon can be attacked from one thread.

import {
  AddressFamily,
  dontWait,
  pollOut,
  SocketFlag,
  SocketOption,
  SocketType,
} from '../../../src/linux/constants.ts';
import type { Libc } from '../../../src/linux/libc.ts';
import { Poller } from '../../../src/linux/poller.ts';
import { encodeSocketAddress } from '../../../src/linux/socket-address.ts';
import { readSocketOption, setSocketOption } from '../../../src/linux/socket-option.ts';
import {
  getWord,
  MessageHeader,
  MessagePart,
  pinnedOctets,
  pinnedWords,
  setAddress,
  setWord,
} from '../../../src/linux/struct-layouts.ts';

const headerWords = MessageHeader.size / 4;
const partWords = MessagePart.size / 4;
const octetsMax = 4096;

/** One direction: headers that each point to a buffer of their own. */
class Messages {
  readonly headers: Int32Array;
  readonly parts: Int32Array;
  readonly buffers: readonly Uint8Array[];
  readonly headersAt: number;

  constructor(libc: Libc, slots: number) {
    this.headers = pinnedWords(slots * headerWords);
    this.parts = pinnedWords(slots * partWords);
    this.headersAt = libc.addressOf(this.headers);
    const partsAt = libc.addressOf(this.parts);
    this.buffers = Array.from({ length: slots }, () => pinnedOctets(octetsMax));
    for (const [slot, buffer] of this.buffers.entries()) {
      setAddress(this.parts, slot * partWords, MessagePart.base, libc.addressOf(buffer));
      setWord(this.parts, slot * partWords, MessagePart.octets, octetsMax);
      setAddress(this.headers, slot * headerWords, MessageHeader.parts, partsAt + slot * MessagePart.size);
      setWord(this.headers, slot * headerWords, MessageHeader.partCount, 1);
    }
  }
}

/** The daemon asks for as much. */
const receiveBufferOctets = 4 * 1024 * 1024;
/** What fits into such buffers: where others have the processors as well, bursts are far apart. */
const manySlots = 500;
/** What fits into the smallest receive buffer that a kernel gives. */
const fewSlots = 50;

function growReceiveBuffer(libc: Libc, fd: number): boolean {
  const { level, receiveBuffer, receiveBufferForce } = SocketOption;
  if (!setSocketOption(libc, fd, level, receiveBufferForce, receiveBufferOctets))
    setSocketOption(libc, fd, level, receiveBuffer, receiveBufferOctets);
  return (readSocketOption(libc, fd, level, receiveBuffer) ?? 0) >= receiveBufferOctets;
}

export class DatagramBurst {
  readonly slots: number;
  readonly #libc: Libc;
  readonly #fd: number;
  readonly #out: Messages;
  readonly #in: Messages;
  readonly #poller: Poller;

  /** To a port of 127.0.0.1. */
  constructor(libc: Libc, port: number) {
    this.#libc = libc;
    this.#fd = libc.socket(AddressFamily.inet, SocketType.datagram | SocketFlag.nonBlocking, 0);
    const address = encodeSocketAddress({ octets: Uint8Array.of(127, 0, 0, 1), port });
    if (libc.connect(this.#fd, address, address.length) !== 0) throw new Error('no socket to attack with');
    this.slots = growReceiveBuffer(libc, this.#fd) ? manySlots : fewSlots;
    this.#out = new Messages(libc, this.slots);
    this.#in = new Messages(libc, this.slots);
    this.#poller = new Poller(libc, 1);
  }

  /** All of them, at most as many as there are slots. */
  send(packets: readonly Uint8Array[]): void {
    for (const [slot, packet] of packets.entries()) {
      this.#out.buffers[slot]?.set(packet);
      setWord(this.#out.parts, slot * partWords, MessagePart.octets, packet.length);
    }
    for (let at = 0; at < packets.length; ) {
      const headersAt = this.#out.headersAt + at * MessageHeader.size;
      const sent = this.#libc.sendmmsg(this.#fd, headersAt, packets.length - at, dontWait);
      if (sent > 0) at += sent;
      else {
        this.#poller.watch(0, this.#fd, pollOut);
        this.#poller.wait(100);
      }
    }
  }

  /** What has come, or comes within that time; the views are good until the next call. */
  receive(withinMs: number): readonly Buffer[] {
    this.#poller.watch(0, this.#fd);
    this.#poller.wait(withinMs);
    const count = this.#libc.recvmmsg(this.#fd, this.#in.headersAt, this.slots, dontWait, 0);
    return Array.from({ length: Math.max(0, count) }, (_, slot) => {
      const octets = getWord(this.#in.headers, slot * headerWords, MessageHeader.messageOctets);
      const { buffer, byteOffset } = this.#in.buffers[slot] ?? new Uint8Array();
      return Buffer.from(buffer, byteOffset, octets);
    });
  }

  close(): void {
    this.#libc.close(this.#fd);
  }
}
