// NSD: one server process beside the two that supervise it. Addresses rotate and replies are minimal, as ours are.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zoneName } from '../bench-zone.ts';
import { type Peer, receiveBufferOctets } from './peer.ts';

export const nsd: Peer = {
  name: 'NSD',
  signed: 'too',
  needs: { program: 'nsd', debianPackage: 'nsd' },
  prepare({ directory, port, zone }) {
    const settings = `
server:
    ip-address: 127.0.0.1@${port}
    server-count: 1
    tcp-count: 100
    username: ""
    database: ""
    zonesdir: "${directory}"
    zonelistfile: "${join(directory, 'zone.list')}"
    logfile: "${join(directory, 'nsd.log')}"
    pidfile: ""
    xfrdfile: ""
    xfrdir: "${directory}"
    receive-buffer-size: ${receiveBufferOctets}
    send-buffer-size: ${receiveBufferOctets}
    round-robin: yes
    minimal-responses: yes
    rrl-ratelimit: 0
    rrl-whitelist-ratelimit: 0
remote-control:
    control-enable: no
zone:
    name: ${zoneName}
    zonefile: "${zone.file}"
`;
    const file = join(directory, 'nsd.conf');
    writeFileSync(file, settings);
    return { words: ['nsd', '-d', '-c', file] };
  },
};
