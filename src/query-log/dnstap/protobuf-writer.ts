// Protocol buffers (protobuf.dev, encoding), as much as dnstap needs: numbers, octets and nested messages. Written by hand: it takes
// three of the wire types and no schema at run time.

/** Wire types. */
const varint = 0;
const lengthDelimited = 2;
const fixed32 = 5;

/** Seven bits per octet: an integer up to 2^53 takes eight octets, and a field's key at most two. */
const varintOctetsMax = 8;
const keyOctetsMax = 2;

export class ProtobufWriter {
  #octets: Buffer;
  #end = 0;

  constructor(octetsUsual: number) {
    this.#octets = Buffer.allocUnsafe(octetsUsual);
  }

  /** Good until the next message is begun. */
  get octets(): Buffer {
    return this.#octets.subarray(0, this.#end);
  }

  begin(): this {
    this.#end = 0;
    return this;
  }

  /** A non-negative integer of up to 53 bits; enumerations are integers too. */
  number(field: number, value: number): this {
    this.#reserve(keyOctetsMax + varintOctetsMax);
    this.#key(field, varint);
    this.#varint(value);
    return this;
  }

  fixed32(field: number, value: number): this {
    this.#reserve(keyOctetsMax + 4);
    this.#key(field, fixed32);
    this.#end = this.#octets.writeUInt32LE(value, this.#end);
    return this;
  }

  /** Octets, UTF-8 text, or a nested message. */
  bytes(field: number, value: Uint8Array): this {
    this.#reserve(keyOctetsMax + varintOctetsMax + value.length);
    this.#key(field, lengthDelimited);
    this.#varint(value.length);
    this.#octets.set(value, this.#end);
    this.#end += value.length;
    return this;
  }

  #key(field: number, kind: number): void {
    this.#varint(field * 8 + kind);
  }

  #varint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.#octets[this.#end++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#octets[this.#end++] = rest;
  }

  #reserve(octets: number): void {
    if (this.#end + octets <= this.#octets.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#end + octets));
    larger.set(this.octets);
    this.#octets = larger;
  }
}
