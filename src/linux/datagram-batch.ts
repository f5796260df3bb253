// Receives many datagrams with one system call and sends the replies with another. Everything the kernel reads or writes is
// laid out once; per batch only lengths change, and nothing is allocated. Refuses to know what a datagram says.
//
// Slot i has: a header to receive with, a buffer for the datagram, one for the sender's address, one for the control
// message that tells where it was sent to, and a buffer for the reply. Replies are sent with headers of their own, packed
// to the front, that point to the slot's reply, address and control message.

import { invariant } from '../base/invariant.ts';
import { dontWait, Errno, pollOut } from './constants.ts';
import type { Address, Libc } from './libc.ts';
import { Poller } from './poller.ts';
import { controlOctetsMax, forgetInterface } from './reply-route.ts';
import { socketAddressOctetsMax } from './socket-address.ts';
import {
  getWord,
  MessageHeader,
  MessagePart,
  pinnedOctets,
  pinnedWords,
  setAddress,
  setWord,
} from './struct-layouts.ts';

export interface BatchSizes {
  readonly slots: number;
  readonly receiveOctets: number;
  readonly replyOctets: number;
}

/** A datagram that is answered later, and what its reply needs to find back. */
export interface HeldDatagram {
  readonly octets: Uint8Array;
  /** The socket address of who sent it. */
  readonly sender: Uint8Array;
  /** Empty, or the control message that tells where it was sent to. */
  readonly control: Uint8Array;
}

/** Returns how long the slot's reply became, of `octets`. */
export type Shorten = (slot: number, octets: number) => number;

const leaveAsItIs: Shorten = (_slot, octets) => octets;

/** Room for an address, rounded up so that the next one is aligned. */
const nameOctets = 32;
const controlOctets: number = controlOctetsMax;

/** How long to wait for room in the send buffer before dropping replies: the client asks again after a second. */
const sendPatienceMs = 20;

const wordOctets = 4;
const headerWords = MessageHeader.size / wordOctets;
const partWords = MessagePart.size / wordOctets;
const controlWords = controlOctets / wordOctets;

export class DatagramBatch {
  readonly #libc: Libc;
  readonly #slots: number;
  readonly #receiveHeaders: Int32Array;
  readonly #receiveHeadersAt: Address;
  readonly #sendHeaders: Int32Array;
  readonly #sendHeadersAt: Address;
  readonly #sendParts: Int32Array;
  readonly #sendPartsAt: Address;
  readonly #namesAt: Address;
  readonly #controls: Int32Array;
  readonly #controlsAt: Address;
  readonly #poller: Poller;
  /** The slot that each send header points to. */
  readonly #pointsTo: Int32Array;
  /** Received datagrams and replies, one view per slot. */
  readonly packets: readonly Uint8Array[];
  readonly replies: readonly Uint8Array[];
  /** The socket addresses of all senders; see `senderAt`. */
  readonly senders: Uint8Array;
  /** The control messages of all; see `controlAt`. */
  readonly controls: Uint8Array;
  /** The kernel has only the address of these; held here so that they are not collected. */
  readonly kept: readonly ArrayBufferView[];
  #toSend = 0;
  #toReset: number;

  constructor(libc: Libc, { slots, receiveOctets, replyOctets }: BatchSizes) {
    this.#libc = libc;
    this.#slots = slots;
    this.#toReset = slots;
    const packets = pinnedOctets(slots * receiveOctets);
    const replies = pinnedOctets(slots * replyOctets);
    this.senders = pinnedOctets(slots * nameOctets);
    const receiveParts = pinnedWords(slots * partWords);
    this.#receiveHeaders = pinnedWords(slots * headerWords);
    this.#sendHeaders = pinnedWords(slots * headerWords);
    this.#sendParts = pinnedWords(slots * partWords);
    this.#controls = pinnedWords(slots * controlWords);
    this.controls = new Uint8Array(this.#controls.buffer, this.#controls.byteOffset, slots * controlOctets);
    this.#pointsTo = new Int32Array(slots);
    this.#receiveHeadersAt = libc.addressOf(this.#receiveHeaders);
    this.#sendHeadersAt = libc.addressOf(this.#sendHeaders);
    this.#sendPartsAt = libc.addressOf(this.#sendParts);
    this.#namesAt = libc.addressOf(this.senders);
    this.#controlsAt = libc.addressOf(this.#controls);
    this.#poller = new Poller(libc, 1);
    const packetsAt = libc.addressOf(packets);
    const repliesAt = libc.addressOf(replies);
    const receivePartsAt = libc.addressOf(receiveParts);
    this.packets = views(packets, slots, receiveOctets);
    this.replies = views(replies, slots, replyOctets);
    this.kept = [packets, replies, receiveParts];
    for (let slot = 0; slot < slots; slot++) {
      const header = slot * headerWords;
      const part = slot * partWords;
      setAddress(receiveParts, part, MessagePart.base, packetsAt + slot * receiveOctets);
      setWord(receiveParts, part, MessagePart.octets, receiveOctets);
      setAddress(this.#receiveHeaders, header, MessageHeader.name, this.#namesAt + slot * nameOctets);
      setAddress(this.#receiveHeaders, header, MessageHeader.parts, receivePartsAt + slot * MessagePart.size);
      setWord(this.#receiveHeaders, header, MessageHeader.partCount, 1);
      setAddress(
        this.#receiveHeaders,
        header,
        MessageHeader.control,
        this.#controlsAt + slot * controlOctets,
      );
      setAddress(this.#sendParts, part, MessagePart.base, repliesAt + slot * replyOctets);
      setWord(this.#sendHeaders, header, MessageHeader.partCount, 1);
      this.#pointTo(slot, slot);
    }
    invariant(nameOctets >= socketAddressOctetsMax, 'an address fits into its buffer');
  }

  /** How many datagrams had arrived, 0 for none, or -errno. Forgets replies that were not sent. */
  receive(fd: number): number {
    const headers = this.#receiveHeaders;
    for (let slot = 0; slot < this.#toReset; slot++) {
      const header = slot * headerWords;
      setWord(headers, header, MessageHeader.nameOctets, socketAddressOctetsMax);
      setWord(headers, header, MessageHeader.controlOctets, controlOctets);
    }
    this.#toReset = 0;
    this.#toSend = 0;
    const count = this.#libc.recvmmsg(fd, this.#receiveHeadersAt, this.#slots, dontWait, 0);
    if (count < 0) {
      const errno = this.#libc.errno();
      return errno === Errno.EAGAIN ? 0 : -errno;
    }
    this.#toReset = count;
    return count;
  }

  octetsOf(slot: number): number {
    return this.#receiveHeaders[slot * headerWords + MessageHeader.messageOctets / wordOctets] as number;
  }

  /** Where the socket address of the slot's sender starts; src/linux/socket-address.ts reads it. */
  senderAt(slot: number): number {
    return slot * nameOctets;
  }

  /** Where the control message starts that came with the sender whose address starts at `senderAt`. */
  controlAt(senderAt: number): number {
    return (senderAt / nameOctets) * controlOctets;
  }

  /** Takes off what stands before the message proper: it is as if it had never been sent. */
  strip(slot: number, octets: number): void {
    const word = slot * headerWords + MessageHeader.messageOctets / wordOctets;
    const length = this.octetsOf(slot);
    (this.packets[slot] as Uint8Array).copyWithin(0, octets, length);
    this.#receiveHeaders[word] = length - octets;
  }

  /** A copy, for whoever replies without this batch. */
  hold(slot: number): HeldDatagram {
    const header = slot * headerWords;
    const nameAt = slot * nameOctets;
    const nameLength = getWord(this.#receiveHeaders, header, MessageHeader.nameOctets);
    const controlLength = getWord(this.#receiveHeaders, header, MessageHeader.controlOctets);
    const { buffer, byteOffset } = this.#controls;
    const controls = new Uint8Array(buffer, byteOffset + slot * controlOctets, controlLength);
    return {
      octets: (this.packets[slot] as Uint8Array).slice(0, this.octetsOf(slot)),
      sender: this.senders.slice(nameAt, nameAt + nameLength),
      control: controls.slice(),
    };
  }

  /** Queues the first `octets` of the slot's reply buffer for the next `send`. */
  reply(slot: number, octets: number): void {
    const position = this.#toSend++;
    const from = slot * headerWords;
    const to = position * headerWords;
    if (this.#pointsTo[position] !== slot) this.#pointTo(position, slot);
    setWord(this.#sendParts, slot * partWords, MessagePart.octets, octets);
    const nameLength = getWord(this.#receiveHeaders, from, MessageHeader.nameOctets);
    const controlLength = getWord(this.#receiveHeaders, from, MessageHeader.controlOctets);
    setWord(this.#sendHeaders, to, MessageHeader.nameOctets, nameLength);
    setWord(this.#sendHeaders, to, MessageHeader.controlOctets, controlLength);
    // What came in goes out again.
    if (controlLength !== 0) forgetInterface(this.#controls, slot * controlWords);
  }

  /**
   * Sends all replies; returns how many could not be sent. Of one that is too long for the interface `shorten` may leave less,
   * in its slot's buffer: it returns how much, which is what it was given when nothing can go.
   */
  send(fd: number, shorten: Shorten = leaveAsItIs): number {
    let at = 0;
    let lost = 0;
    let hasWaited = false;
    while (at < this.#toSend) {
      const sent = this.#libc.sendmmsg(
        fd,
        this.#sendHeadersAt + at * MessageHeader.size,
        this.#toSend - at,
        dontWait,
      );
      if (sent > 0) {
        at += sent;
        continue;
      }
      const errno = this.#libc.errno();
      if (errno === Errno.EINTR) continue;
      const isFull = errno === Errno.EAGAIN || errno === Errno.ENOBUFS || errno === Errno.ENOMEM;
      if (isFull && !hasWaited) {
        hasWaited = true;
        this.#poller.watch(0, fd, pollOut);
        this.#poller.wait(sendPatienceMs);
        continue;
      }
      if (isFull) return lost + this.#toSend - at;
      if (errno === Errno.EMSGSIZE && this.#shorten(at, shorten)) continue;
      // This one cannot be sent (to port 0, or no route); the next one may be.
      lost++;
      at++;
    }
    return lost;
  }

  /** Whether the reply at the position became shorter, and so may be sent: never tried without end. */
  #shorten(position: number, shorten: Shorten): boolean {
    const slot = this.#pointsTo[position] as number;
    const part = slot * partWords;
    const before = getWord(this.#sendParts, part, MessagePart.octets);
    const octets = shorten(slot, before);
    if (octets >= before) return false;
    setWord(this.#sendParts, part, MessagePart.octets, octets);
    return true;
  }

  #pointTo(position: number, slot: number): void {
    const header = position * headerWords;
    setAddress(this.#sendHeaders, header, MessageHeader.name, this.#namesAt + slot * nameOctets);
    setAddress(this.#sendHeaders, header, MessageHeader.parts, this.#sendPartsAt + slot * MessagePart.size);
    setAddress(this.#sendHeaders, header, MessageHeader.control, this.#controlsAt + slot * controlOctets);
    this.#pointsTo[position] = slot;
  }
}

function views(bytes: Uint8Array, count: number, octets: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * octets, (index + 1) * octets));
}
