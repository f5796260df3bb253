// `healthy-dns tsig-keygen`.

import { generatedAlgorithms, usualAlgorithm, usualName } from '../../tsig/key-file/print-key-file.ts';
import { defineCommand } from './command.ts';

export const tsigKeygenCommand = defineCommand({
  name: 'tsig-keygen',
  describe: 'Print a new key that signs messages between servers, for --tsig-key-file and for the other side',
  operands: { name: { describe: `The name of the key; ${usualName} if left out`, isOptional: true } },
  flags: [],
  options: {
    algorithm: {
      kind: 'text',
      placeholder: 'name',
      describe: 'How the key signs',
      default: usualAlgorithm,
      isOnce: true,
      values: generatedAlgorithms,
    },
  },
  examples: [
    {
      words: 'tsig-keygen xfr.example.com >/etc/healthy-dns/xfr.keys',
      describe: 'A key for transfers; run it with umask 077',
    },
  ],
  async load() {
    const { tsigKeygen } = await import('../keys/tsig-keygen.ts');
    return ({ operands: { name = usualName }, options: { algorithm = usualAlgorithm } }) =>
      tsigKeygen(name, algorithm);
  },
});
