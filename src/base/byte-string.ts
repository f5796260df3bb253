// A ByteString is a sequence of bytes kept in a JavaScript string, one character (0 to 255) for each byte.
// That makes bytes immutable, comparable with ===, usable as Map keys and sortable in the canonical order
// of RFC 4034 §6.3 with <, at a third of the memory of a small Uint8Array.
// It is for the control plane; the data plane sees only typed arrays.

import { invariant } from './invariant.ts';

export type ByteString = string & { readonly isByteString: true };

export function readByteString(bytes: Uint8Array, start = 0, end = bytes.length): ByteString {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1') as ByteString;
}

/** Writes the bytes at `at` and returns the position behind them. */
export function writeByteString(text: ByteString, into: Uint8Array, at: number): number {
  for (let i = 0; i < text.length; i++) into[at + i] = text.charCodeAt(i);
  return at + text.length;
}

export function bytesOf(text: ByteString): Uint8Array {
  return Buffer.from(text, 'latin1');
}

export function joinBytes(...parts: readonly ByteString[]): ByteString {
  return parts.join('') as ByteString;
}

export function sliceBytes(bytes: ByteString, start: number, end?: number): ByteString {
  return bytes.slice(start, end) as ByteString;
}

/** V8 copies a part of a string only if it is shorter. */
const sharedOctetsMin = 13;

/** A string of its own: one that was cut from another keeps all of that alive. */
export function copyBytes<Bytes extends ByteString>(bytes: Bytes): Bytes {
  return bytes.length < sharedOctetsMin ? bytes : (readByteString(bytesOf(bytes)) as Bytes);
}

export function uint8(value: number): ByteString {
  invariant(Number.isInteger(value) && value >= 0 && value <= 0xff, `${value} fits into one octet`);
  return String.fromCharCode(value) as ByteString;
}

/** In network order, as are all numbers here. */
export function uint16(value: number): ByteString {
  invariant(Number.isInteger(value) && value >= 0 && value <= 0xffff, `${value} fits into two octets`);
  return String.fromCharCode(value >> 8, value & 0xff) as ByteString;
}

/** The lowest 32 bits of the value: DNS counts times on a circle of that size (RFC 4034 §3.1.5). */
export function uint32(value: number): ByteString {
  return joinBytes(uint16((value >>> 16) & 0xffff), uint16(value & 0xffff));
}

export function uint16At(bytes: ByteString, at: number): number {
  return (bytes.charCodeAt(at) << 8) | bytes.charCodeAt(at + 1);
}

export function uint32At(bytes: ByteString, at: number): number {
  return uint16At(bytes, at) * 0x1_0000 + uint16At(bytes, at + 2);
}
