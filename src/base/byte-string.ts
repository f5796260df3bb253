// A ByteString is a sequence of bytes kept in a JavaScript string, one character (0 to 255) for each byte.
// That makes bytes immutable, comparable with ===, usable as Map keys and sortable in the canonical order
// of RFC 4034 §6.3 with <, at a third of the memory of a small Uint8Array.
// It is for the control plane; the data plane sees only typed arrays.

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
