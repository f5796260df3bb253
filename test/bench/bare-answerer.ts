// The floor for a start: Node, as many threads as there are UDP workers, koffi in each, and then an echo on the first socket
// that it was given.

import { createSocket } from 'node:dgram';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

if (isMainThread) {
  const threads = Array.from({ length: Number(process.env['BENCH_THREADS']) }, () => {
    const thread = new Worker(new URL(import.meta.url));
    return new Promise((resolve) => thread.once('message', resolve));
  });
  await Promise.all(threads);
  const socket = createSocket('udp4');
  socket.on('message', (octets, { port, address }) => socket.send(octets, port, address));
  socket.bind({ fd: 3 }, () => process.stdout.write('serving\n'));
} else {
  const { loadLibc } = await import('../../src/linux/libc.ts');
  loadLibc();
  parentPort?.postMessage('loaded');
  setInterval(() => undefined, 60_000);
}
