// A program that asks as fast as it can: `node flood.js <port> <seconds>`. Bounded, to loopback only, and deaf for replies.

import { createSocket } from 'node:dgram';
import { makeQuery } from './dns-client.ts';

const [port, seconds] = process.argv.slice(2).map(Number);
const query = makeQuery('www.example.test');
const socket = createSocket('udp4');
const endMs = performance.now() + (seconds ?? 0) * 1000;
/** So many are handed over before the loop gets another turn. */
const batchSize = 512;

socket.on('error', () => undefined);
socket.connect(port ?? 0, '127.0.0.1', more);

function more(): void {
  if (performance.now() > endMs) {
    socket.close();
    return;
  }
  let waiting = batchSize;
  for (let sent = 0; sent < batchSize; sent++) {
    socket.send(query, () => {
      if (--waiting === 0) setImmediate(more);
    });
  }
}
