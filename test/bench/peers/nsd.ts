// NSD: one server process beside the two that supervise it. Addresses rotate and replies are minimal, as ours are; it makes cookies
// and counts replies, as we do.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zoneName } from '../bench-zone.ts';
import { type Peer, receiveBufferOctets } from './peer.ts';

/** More than the generator gets. */
const repliesPerSecond = 10_000_000;

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
    answer-cookie: yes
    rrl-ratelimit: ${repliesPerSecond}
    rrl-whitelist-ratelimit: ${repliesPerSecond}
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
