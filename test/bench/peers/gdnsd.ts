// gdnsd, the peer with the same purpose: one thread each for UDP and TCP, addresses from a zone file.

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zoneName } from '../bench-zone.ts';
import { type Peer, receiveBufferOctets } from './peer.ts';

export const gdnsd: Peer = {
  name: 'gdnsd',
  signed: 'no',
  needs: { program: 'gdnsd', debianPackage: 'gdnsd' },
  prepare({ directory, port, zone }) {
    const zones = join(directory, 'zones');
    mkdirSync(zones);
    copyFileSync(zone.file, join(zones, zoneName));
    const options = [
      `listen => 127.0.0.1:${port}`,
      'udp_threads => 1',
      'tcp_threads => 1',
      `udp_rcvbuf => ${receiveBufferOctets}`,
      `run_dir => ${join(directory, 'run')}`,
      `state_dir => ${join(directory, 'state')}`,
    ];
    writeFileSync(join(directory, 'config'), `options => {\n${options.join('\n')}\n}\n`);
    return { words: ['gdnsd', '-c', directory, 'start'] };
  },
};
