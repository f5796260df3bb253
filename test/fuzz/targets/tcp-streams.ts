// What comes over TCP, in whatever pieces: the messages that are cut out of it are the same, none is lost, and no more is held
// than has come. The octets before the first zero say how long the pieces are.

import { MessageStream } from '../../../src/serving/tcp/message-stream.ts';
import { framed, makeQuery } from '../../support/dns/dns-client.ts';
import { cutStream } from '../cut-stream.ts';
import { found } from '../fuzz-target.ts';

export const octetsMax = 4000;

export function seeds(): readonly Uint8Array[] {
  const queries = ['www.example.test', 'a', 'x.wild.example.test'].map((name) => framed(makeQuery(name)));
  const stream = Buffer.concat([...queries, Buffer.of(0, 0), ...queries, Buffer.of(0xff)]);
  return [[1], [200], [2, 1, 30], [7, 250]].map((sizes) => Buffer.concat([Buffer.of(...sizes, 0), stream]));
}

export function fuzz(data: Buffer): void {
  const zeroAt = data.indexOf(0);
  if (zeroAt < 1) return;
  const sizes = data.subarray(0, zeroAt);
  const octets = data.subarray(zeroAt + 1);
  const expected = cutStream(octets);
  const stream = new MessageStream();
  let taken = 0;
  let at = 0;
  for (let piece = 0; at < octets.length; piece++) {
    const size = sizes[piece % sizes.length] ?? 1;
    // The memory of a chunk is not ours: what is behind it must not matter, and it must not be written to.
    const chunk = Buffer.alloc(size + 8, 0xa5);
    const length = octets.copy(chunk, 0, at, at + size);
    stream.append(chunk.subarray(0, length));
    at += length;
    if (piece % 3 !== 2) taken += take(stream, expected, taken);
    stream.release();
    if (chunk.subarray(length).some((octet) => octet !== 0xa5)) found('it wrote behind its chunk');
  }
  taken += take(stream, expected, taken);
  if (taken !== expected.length) found(`${taken} messages of ${expected.length}`);
  const held = expected.reduce((sum, message) => sum + 2 + message.length, 0);
  if (stream.octetsWaiting !== octets.length - held) found(`${stream.octetsWaiting} octets wait`);
}

function take(stream: MessageStream, expected: readonly Buffer[], from: number): number {
  for (let count = 0; ; count++) {
    const isThere = stream.hasMessage;
    const message = stream.next();
    if (isThere !== (message !== undefined)) found('it does not know whether it has a message');
    if (message === undefined) return count;
    if (expected[from + count]?.equals(message) !== true) found(`message ${from + count} is another`);
  }
}
