// Runs inside the machine: takes NOTIFY over UDP, refuses whatever else it is asked, and prints a line for each NOTIFY: zone
// and serial.
// usage: node secondary-program.js <address> <port>

import { startSecondary } from '../support/dns/scripted-secondary.ts';

const refused = 5;

const [address = '', port = ''] = process.argv.slice(2);
await startSecondary(
  {
    soa: { code: refused },
    spoil(reply, { kind, zone, serial }) {
      if (kind === 'NOTIFY') process.stdout.write(`${zone} ${serial}\n`);
      return reply;
    },
  },
  address,
  Number(port),
);
process.stdout.write('listening\n');
// Whoever started it is gone, and so is the machine.
process.stdin.on('end', () => process.exit(0)).resume();
