// BIND, only for signed zones: one worker, nothing but authoritative answers.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zoneName } from '../bench-zone.ts';
import type { Peer } from './peer.ts';

export const bind: Peer = {
  name: 'BIND',
  signed: 'only',
  needs: { program: 'named', debianPackage: 'bind9' },
  prepare({ directory, port, zone }) {
    const settings = `
options {
  directory "${directory}";
  pid-file none;
  session-keyfile none;
  listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; };
  recursion no;
  notify no;
  minimal-responses yes;
  empty-zones-enable no;
  dnssec-validation no;
};
controls { };
zone "${zoneName}" { type primary; file "${zone.file}"; };
`;
    const file = join(directory, 'named.conf');
    writeFileSync(file, settings);
    return { words: ['named', '-f', '-n', '1', '-c', file] };
  },
};
