// A program: malicious TCP clients, from an address of their own. For each line of input, prints how many octets of
// replies they have read. They stay as they are until the program ends, whatever the server does.
// usage: node tcp-attacker-program.js <port> <address> <count> deaf | deaf-half-closed | pipelining

import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { framed, makeQuery } from './dns-client.ts';

const [port = '', address = '', count = '', kind = ''] = process.argv.slice(2);
/** For a name whose reply is long: `www` in the tests has texts. */
const queries = Buffer.concat(
  Array.from({ length: 1500 }, () => framed(makeQuery('www.example.test', { type: 16 }))),
);
/** Far more than the kernels on both sides buffer. */
const deafBlocks = 8;
let octetsRead = 0;

function attack(): void {
  const socket = connect({ port: Number(port), host: '127.0.0.1', localAddress: address });
  socket.on('error', () => undefined);
  if (kind === 'pipelining') {
    const more = () => {
      while (socket.writable && socket.write(queries));
    };
    socket.on('data', (chunk) => {
      octetsRead += chunk.length;
    });
    socket.on('drain', more);
    socket.on('connect', more);
    return;
  }
  socket.pause();
  for (let i = 0; i < deafBlocks; i++) socket.write(queries);
  if (kind === 'deaf-half-closed') socket.end();
}

for (let i = 0; i < Number(count); i++) attack();

createInterface({ input: process.stdin })
  .on('line', () => process.stdout.write(`${octetsRead}\n`))
  .on('close', () => process.exit(0));
