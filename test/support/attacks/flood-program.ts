// A program: asks over UDP from many addresses of this machine, at a pace, and counts what comes back. Reads FloodSettings from
// its input and prints a FloodResult at the end, both as JSON.

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { FloodResult, FloodSettings } from './flood-from.ts';

const { port, addresses, queries, count, perSecond }: FloodSettings = JSON.parse(await text(process.stdin));
const packets = queries.map((query) => Buffer.from(query, 'base64'));
/** Nothing came for so long: everything has come. */
const quietMs = 500;
const turnMs = 5;

const result = { sent: 0, octetsSent: 0, replies: 0, octetsReceived: 0, truncated: 0, octetsMost: 0 };
let lastMs = performance.now();

async function open(address: string): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
  socket.on('error', () => undefined);
  socket.on('message', (reply) => {
    lastMs = performance.now();
    result.replies++;
    result.octetsReceived += reply.length;
    result.octetsMost = Math.max(result.octetsMost, reply.length);
    if ((reply.readUInt8(2) & 0x02) !== 0) result.truncated++;
  });
  socket.bind(0, address);
  await once(socket, 'listening');
  return socket;
}

const sockets = await Promise.all(addresses.map(open));
const startMs = performance.now();
while (result.sent < count) {
  const due = Math.min(count, Math.ceil(((performance.now() - startMs) / 1000) * perSecond));
  while (result.sent < due) {
    const packet = packets[result.sent % packets.length] ?? Buffer.alloc(0);
    const copy = Buffer.from(packet);
    if (copy.length >= 2) copy.writeUInt16BE(result.sent & 0xffff, 0);
    sockets[result.sent % sockets.length]?.send(copy, port, '127.0.0.1');
    result.sent++;
    result.octetsSent += copy.length;
  }
  await delay(turnMs);
}
const seconds = (performance.now() - startMs) / 1000;
lastMs = performance.now();
while (performance.now() - lastMs < quietMs) await delay(turnMs);
process.stdout.write(`${JSON.stringify({ ...result, seconds } satisfies FloodResult)}\n`);
process.exit(0);
