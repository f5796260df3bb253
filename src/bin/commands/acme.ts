// `healthy-dns acme`.

import { defineCommand } from './command.ts';
import { controlFlags } from './flags-taken.ts';

export const acmeCommand = defineCommand({
  name: 'acme',
  describe: 'Set or clear the text by which a certificate authority sees that a name is yours (dns-01)',
  operands: {
    action: { describe: 'set or clear', values: ['set', 'clear'] },
    name: { describe: 'Of the certificate: example.com, *.example.com, www.example.com' },
    text: { describe: 'What the authority looks for; without it, clear ends all of them', isOptional: true },
  },
  flags: controlFlags,
  options: {
    txt: {
      kind: 'text',
      placeholder: 'text',
      describe: 'The text, where it begins with a hyphen: --txt=-abc',
    },
    for: {
      kind: 'text',
      placeholder: 'duration',
      describe: 'End by itself after this time: 90 (seconds), 45s, 15m, 2h, at most 7d',
      default: '1h',
    },
    wait: {
      kind: 'switch',
      describe:
        'Wait until the secondaries that are told of changes answer with it, too, for at most a minute',
    },
  },
  examples: [
    {
      words: 'acme set www.example.com gfj9Xq...Rg85nM --wait',
      describe: 'Serve a challenge at _acme-challenge.www.example.com, by the secondaries as well',
    },
  ],
  async load() {
    const { acme } = await import('../asking/acme.ts');
    return ({ operands, commandLine, environment, options }) =>
      acme({ ...operands, option: options.txt }, commandLine, environment, {
        duration: options.for,
        waits: options.wait,
      });
  },
});
