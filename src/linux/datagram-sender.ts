// Sends single datagrams as replies to others that came in a batch on another thread: from the address that was asked, like
// the replies of the batch. Refuses to know what a datagram says.

import { dontWait, Errno } from './constants.ts';
import type { HeldDatagram } from './datagram-batch.ts';
import type { Address, Libc } from './libc.ts';
import { controlOctetsMax, forgetInterface } from './reply-route.ts';
import { socketAddressOctetsMax } from './socket-address.ts';
import {
  MessageHeader,
  MessagePart,
  pinnedOctets,
  pinnedWords,
  setAddress,
  setWord,
} from './struct-layouts.ts';

export class DatagramSender {
  readonly #libc: Libc;
  readonly #header = pinnedWords(MessageHeader.size / 4);
  readonly #headerAt: Address;
  readonly #part = pinnedWords(MessagePart.size / 4);
  readonly #name = pinnedOctets(socketAddressOctetsMax);
  readonly #control = pinnedWords(controlOctetsMax / 4);
  readonly #controlOctets: Uint8Array;
  readonly #octets: Uint8Array;

  /** For datagrams of up to `octetsMax`. */
  constructor(libc: Libc, octetsMax: number) {
    this.#libc = libc;
    this.#octets = pinnedOctets(octetsMax);
    const { buffer, byteOffset, byteLength } = this.#control;
    this.#controlOctets = new Uint8Array(buffer, byteOffset, byteLength);
    this.#headerAt = libc.addressOf(this.#header);
    setAddress(this.#header, 0, MessageHeader.name, libc.addressOf(this.#name));
    setAddress(this.#header, 0, MessageHeader.parts, libc.addressOf(this.#part));
    setWord(this.#header, 0, MessageHeader.partCount, 1);
    setAddress(this.#header, 0, MessageHeader.control, libc.addressOf(this.#control));
    setAddress(this.#part, 0, MessagePart.base, libc.addressOf(this.#octets));
  }

  /** False when it could not be sent, or is too long. Waits for nothing: who asked asks again. */
  send(fd: number, octets: Uint8Array, { sender, control }: HeldDatagram): boolean {
    if (octets.length > this.#octets.length) return false;
    this.#octets.set(octets);
    this.#name.set(sender);
    this.#controlOctets.set(control);
    setWord(this.#part, 0, MessagePart.octets, octets.length);
    setWord(this.#header, 0, MessageHeader.nameOctets, sender.length);
    setWord(this.#header, 0, MessageHeader.controlOctets, control.length);
    if (control.length > 0) forgetInterface(this.#control, 0);
    for (;;) {
      if (this.#libc.sendmmsg(fd, this.#headerAt, 1, dontWait) === 1) return true;
      if (this.#libc.errno() !== Errno.EINTR) return false;
    }
  }
}
