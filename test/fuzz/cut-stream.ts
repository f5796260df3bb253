// The slow and obvious way from a stream to its messages.

/** Whole ones only: what is cut at the end is left out. */
export function cutStream(octets: Buffer): readonly Buffer[] {
  const messages: Buffer[] = [];
  for (let at = 0; at + 2 <= octets.length; ) {
    const end = at + 2 + octets.readUInt16BE(at);
    if (end > octets.length) break;
    messages.push(octets.subarray(at + 2, end));
    at = end;
  }
  return messages;
}
