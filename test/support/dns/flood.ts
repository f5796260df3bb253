// A program that asks as fast as the kernel allows: `node flood.js <port> <seconds>`. Bounded, only to loopback, and it
// never reads replies.

import { AddressFamily, SocketFlag, SocketType } from '../../../src/linux/constants.ts';
import { encodeSocketAddress } from '../../../src/linux/socket-address.ts';
import { MessageHeader, MessagePart, pinnedOctets, pinnedWords } from '../../../src/linux/struct-layouts.ts';
import { requireLibc } from '../daemon/test-libc.ts';
import { makeQuery } from './dns-client.ts';

const [port = 0, seconds = 0] = process.argv.slice(2).map(Number);
const libc = await requireLibc();
const query = makeQuery('www.example.test');
const octets = pinnedOctets(query.length);
octets.set(query);
const batchSize = 256;
const part = pinnedWords(MessagePart.size / 4);
const headers = pinnedWords((batchSize * MessageHeader.size) / 4);
new BigUint64Array(part.buffer).set([BigInt(libc.addressOf(octets)), BigInt(query.length)]);
for (let slot = 0; slot < batchSize; slot++) {
  const header = new BigUint64Array(headers.buffer, slot * MessageHeader.size, MessageHeader.size / 8);
  header[MessageHeader.parts / 8] = BigInt(libc.addressOf(part));
  header[MessageHeader.partCount / 8] = 1n;
}
const fd = libc.socket(AddressFamily.inet, SocketType.datagram | SocketFlag.nonBlocking, 0);
const address = encodeSocketAddress({ octets: Uint8Array.of(127, 0, 0, 1), port });
if (libc.connect(fd, address, address.length) !== 0) process.exit(1);

const endMs = performance.now() + seconds * 1000;
while (performance.now() < endMs) libc.sendmmsg(fd, libc.addressOf(headers), batchSize, 0);
