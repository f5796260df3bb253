// `healthy-dns keygen`.

import { printSecurityAlgorithm, SecurityAlgorithm } from '../../wire/protocol.ts';
import { defineCommand } from './command.ts';
import { zoneFlags } from './flags-taken.ts';

/** Every validator knows it, and its signatures are small. */
const usualAlgorithm = printSecurityAlgorithm(SecurityAlgorithm.ECDSAP256SHA256);

export const keygenCommand = defineCommand({
  name: 'keygen',
  describe: 'Make a key for signing zones, in a new file',
  // Naming a zone only adds to what is printed.
  flags: zoneFlags.map(({ isRequired: _, ...flag }) => ({ default: 'none', ...flag })),
  options: {
    algorithm: {
      kind: 'text',
      placeholder: 'name',
      describe: 'DNSSEC algorithm of the key, by name or number',
      default: usualAlgorithm,
      isOnce: true,
      values: Object.keys(SecurityAlgorithm),
    },
    out: {
      kind: 'text',
      placeholder: 'file',
      describe: 'File for the private key; must not exist yet',
      isRequired: true,
      isOnce: true,
      values: 'file',
    },
    zone: {
      kind: 'text',
      placeholder: 'name',
      describe: 'Print the records for this zone, of several',
      isOnce: true,
    },
  },
  async load() {
    const { keygen } = await import('../keys/keygen.ts');
    return ({ commandLine, environment, options: { algorithm = usualAlgorithm, out, zone } }) =>
      keygen(commandLine, environment, { algorithm, out, zone });
  },
});
