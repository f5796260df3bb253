// A program: malicious TCP clients from many addresses, which come back whenever they are cut off. For each line of input,
// prints what they have done so far, as JSON.
// usage: node tcp-crowd-program.js <CrowdSettings as JSON>

import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { framed, makeQuery } from '../dns/dns-client.ts';
import type { CrowdFigures, CrowdSettings } from './tcp-crowd.ts';

const { port, addresses, count, kind, deafTo }: CrowdSettings = JSON.parse(process.argv[2] ?? '{}');
const query = framed(makeQuery('www.example.test'));
const endless =
  deafTo === undefined
    ? Buffer.concat(Array.from({ length: 500 }, () => query))
    : framed(Buffer.from(deafTo, 'base64'));
const dripMs = 200;
const againMs = 20;
const garbageOctets = 500;

const figures = { opened: 0, closed: 0, replies: 0, held: 0 };

function attack(at: number): void {
  const socket = connect({
    port,
    host: '127.0.0.1',
    localAddress: addresses[at % addresses.length] ?? '',
  });
  let isOpen = false;
  socket.on('error', () => undefined);
  socket.on('connect', () => {
    isOpen = true;
    figures.opened++;
    figures.held++;
    act(socket);
  });
  socket.on('close', () => {
    if (isOpen) {
      figures.closed++;
      figures.held--;
    }
    setTimeout(() => attack(at), kind === 'churn' ? 0 : againMs);
  });
}

function act(socket: Socket): void {
  switch (kind) {
    case 'drip': {
      let sent = 0;
      const timer = setInterval(() => {
        socket.write(query.subarray(sent, sent + 1));
        // Never the whole query.
        sent = (sent + 1) % (query.length - 1);
      }, dripMs);
      socket.on('close', () => clearInterval(timer));
      socket.resume();
      return;
    }
    case 'deaf':
      socket.pause();
      socket.write(endless);
      return;
    case 'garbage':
      socket.resume();
      // In frames: otherwise most would only wait for the rest of a message.
      socket.write(Buffer.concat([framed(randomBytes(12)), framed(randomBytes(garbageOctets))]));
      return;
    case 'churn':
      socket.write(query);
      socket.once('data', () => {
        figures.replies++;
        // Half of them in order, half with a reset.
        if (figures.replies % 2 === 0) socket.end();
        else socket.resetAndDestroy();
      });
  }
}

for (let at = 0; at < count; at++) attack(at);

createInterface({ input: process.stdin })
  .on('line', () => process.stdout.write(`${JSON.stringify(figures satisfies CrowdFigures)}\n`))
  .on('close', () => process.exit(0));
