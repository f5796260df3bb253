// Runs in a namespace: the resolver of a container engine, at 127.0.0.11 and with its TTL of ten minutes. `app 192.0.2.1` on a
// line of input gives a host its addresses, `app` takes them away; each line gets `done`.

import { createInterface } from 'node:readline';
import { a, makeReply } from '../dns/make-reply.ts';
import { startNameServer } from '../dns/scripted-name-server.ts';

const ttlSeconds = 600;
const hosts = new Map<string, readonly string[]>();

await startNameServer(
  ({ name, type, octets }) => {
    const addresses = hosts.get(name);
    // Without an SOA, as Docker denies names.
    if (addresses === undefined) return makeReply(octets, { code: 3 });
    return makeReply(octets, {
      answers: type === 1 ? addresses.map((text) => a(name, text, ttlSeconds)) : [],
    });
  },
  '127.0.0.11',
  53,
);

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [host = '', ...addresses] = line.split(' ');
    if (addresses.length === 0) hosts.delete(host);
    else hosts.set(host, addresses);
    process.stdout.write('done\n');
  })
  .on('close', () => process.exit(0));
