// Holds a given number of TCP connections to an address and opens another for each that is cut, until its input ends.
// Each line of input is answered with the number that are open: `hold 127.0.0.1 53 400`, `count`.
// `hold /run/control.sock 0 50` does the same to a Unix socket.

import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** Between two attempts for the same place: pushy, but the machine stays usable. */
const againMs = { tcp: 100, unix: 1000 } as const;
const open = new Set<Socket>();
let attempts = 0;

function hold(host: string, port: number): void {
  const isUnix = host.startsWith('/');
  // Each from another network, so that none exceeds its share.
  const localAddress = `127.${1 + (attempts++ % 250)}.0.1`;
  const socket = isUnix ? connect(host) : connect({ port, host, localAddress });
  socket.on('connect', () => open.add(socket));
  socket.on('error', () => undefined);
  socket.on('close', () => {
    open.delete(socket);
    setTimeout(() => hold(host, port), isUnix ? againMs.unix : againMs.tcp);
  });
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [verb, host = '', port = '', count = ''] = line.split(' ');
    if (verb === 'hold') for (let index = 0; index < Number(count); index++) hold(host, Number(port));
    process.stdout.write(`${open.size}\n`);
  })
  .on('close', () => process.exit(0));
