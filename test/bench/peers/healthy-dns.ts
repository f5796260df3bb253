// healthy-dns as it would run with many names: the batch engine with one worker, static addresses, so that nothing is
// probed while queries are counted.

import { ourFlags, ourProgram } from '../our-flags.ts';
import type { Peer } from './peer.ts';

/**
 * Cookies are on by default. The generator is one network, which asks for more than any may get: each of its replies is counted,
 * found to be too many, and let go as exempt, which costs more than not being limited.
 */
const limits = { rrl: '10000', 'rrl-exempt': '127.0.0.0/8' } as const;

export const healthyDns: Peer = {
  name: 'healthy-dns',
  signed: 'too',
  prepare({ directory, port, zone: { names, keyFile } }) {
    const flags = {
      listen: '127.0.0.1',
      port: String(port),
      'udp-engine': 'batch',
      'udp-workers': '1',
      ...limits,
      'runtime-directory': directory,
    };
    const words = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
    return { words: [process.execPath, ourProgram, ...ourFlags({ directory, names, keyFile }), ...words] };
  },
};
