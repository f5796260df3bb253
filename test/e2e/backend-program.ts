// Runs inside the machine: accepts connections on one address and port until it is stopped.
// usage: node backend-program.js <address> <port>

import { createServer } from 'node:net';

const [address = '', port = ''] = process.argv.slice(2);
createServer((socket) => {
  socket.on('error', () => undefined);
  socket.end();
}).listen(Number(port), address, () => process.stdout.write('listening\n'));
// Whoever started it is gone, and so is the machine.
process.stdin.on('end', () => process.exit(0)).resume();
