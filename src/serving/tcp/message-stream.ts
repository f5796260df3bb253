// Cuts what comes over TCP into messages, each behind its length (RFC 1035 §4.2.2). Copies as little as it can: a message
// that came whole is a view of the chunk it came in, and one that drips in is copied a few times, not once per octet.

import { lengthOctets, readUint16 } from '../../wire/message-format.ts';

const nothing = Buffer.alloc(0);

export class MessageStream {
  #octets: Buffer = nothing;
  /** What waits: `[at, end)` of the octets. */
  #at = 0;
  #end = 0;
  /** The octets are memory of our own, with room behind `end`; chunks are not written to. */
  #hasRoom = false;

  /** Received, and not returned by `next` yet. */
  get octetsWaiting(): number {
    return this.#end - this.#at;
  }

  get hasMessage(): boolean {
    return this.#frameOctets() <= this.octetsWaiting;
  }

  append(chunk: Buffer): void {
    const waiting = this.octetsWaiting;
    if (waiting === 0) {
      this.#octets = chunk;
      this.#at = 0;
      this.#end = chunk.length;
      this.#hasRoom = false;
      return;
    }
    if (!this.#hasRoom || this.#end + chunk.length > this.#octets.length) this.#grow(waiting + chunk.length);
    chunk.copy(this.#octets, this.#end);
    this.#end += chunk.length;
  }

  /** The next message, without its length; nothing until all of it is there. */
  next(): Uint8Array | undefined {
    const octets = this.#frameOctets();
    if (octets > this.octetsWaiting) return undefined;
    const start = this.#at + lengthOctets;
    this.#at += octets;
    return this.#octets.subarray(start, this.#at);
  }

  clear(): void {
    this.#octets = nothing;
    this.#at = 0;
    this.#end = 0;
    this.#hasRoom = false;
  }

  /** Lets go of a chunk of which nothing, or only the beginning of a message, is left. */
  release(): void {
    if (this.octetsWaiting === 0) this.clear();
    else if (!this.#hasRoom) this.#grow(this.octetsWaiting);
  }

  /** With its length in front; infinite until that has come. */
  #frameOctets(): number {
    return this.octetsWaiting < lengthOctets
      ? Number.POSITIVE_INFINITY
      : lengthOctets + readUint16(this.#octets, this.#at);
  }

  /** Doubles, so that dripping costs each octet at most two copies, but not beyond the message, which is all it can need. */
  #grow(needed: number): void {
    const frame = this.#frameOctets();
    const capacity = Number.isFinite(frame) ? Math.max(needed, Math.min(frame, 2 * needed)) : needed;
    const grown = Buffer.allocUnsafeSlow(capacity);
    this.#octets.copy(grown, 0, this.#at, this.#end);
    this.#end -= this.#at;
    this.#at = 0;
    this.#octets = grown;
    this.#hasRoom = true;
  }
}
