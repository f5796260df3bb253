// Runs in a namespace: accepts TCP connections where told to, until told otherwise or its input ends.
// Each line of input gets one in reply: `open 192.0.2.1 80` and `close 192.0.2.1 80` get `done`.

import { createServer, type Server } from 'node:net';
import { createInterface } from 'node:readline';

const servers = new Map<string, Server>();

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [verb, address = '', port = ''] = line.split(' ');
    const done = () => process.stdout.write('done\n');
    const place = `${address} ${port}`;
    if (verb === 'open') {
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.end();
      });
      servers.set(place, server);
      server.listen(Number(port), address, done);
    } else {
      const server = servers.get(place);
      servers.delete(place);
      if (server === undefined) done();
      else server.close(done);
    }
  })
  .on('close', () => process.exit(0));
