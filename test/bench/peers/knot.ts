// Knot DNS: one worker each for UDP and TCP. Addresses rotate as ours do; nothing is written back to disk.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zoneName } from '../bench-zone.ts';
import type { Peer } from './peer.ts';

export const knot: Peer = {
  name: 'Knot',
  signed: 'too',
  needs: { program: 'knotd', debianPackage: 'knot' },
  prepare({ directory, port, zone }) {
    const settings = `
server:
    rundir: "${directory}"
    listen: 127.0.0.1@${port}
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
    answer-rotation: on
log:
  - target: stderr
    any: warning
database:
    storage: "${directory}"
template:
  - id: default
    storage: "${directory}"
    zonefile-sync: -1
    zonefile-load: whole
    journal-content: none
zone:
  - domain: ${zoneName}
    file: "${zone.file}"
`;
    const file = join(directory, 'knot.conf');
    writeFileSync(file, settings);
    return { words: ['knotd', '-c', file] };
  },
};
