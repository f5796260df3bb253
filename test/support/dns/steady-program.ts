// Runs in a namespace: asks the server on a port of 127.0.0.1 for a name over and over, and checks for the addresses that
// it was given. A line of input ends that and is answered with the result, as JSON.
// usage: node steady-program.js <port> <name> <address,…>

import { createInterface } from 'node:readline';
import { addressesOf, startSteadyQueries } from './steady-queries.ts';

const [port = '', name = '', expected = ''] = process.argv.slice(2);
const wanted = expected.split(',').sort().join();

const queries = startSteadyQueries({
  port: Number(port),
  name,
  everyMs: 5,
  findFault(reply) {
    const found = addressesOf(reply).join();
    return found === wanted ? undefined : `answered ${found || 'nothing'}`;
  },
});

createInterface({ input: process.stdin })
  .once('line', () => {
    void queries.stop().then((result) => process.stdout.write(`${JSON.stringify(result)}\n`));
  })
  .on('close', () => process.exit(0));
