// What the program of a command receives of what was typed.

import { expect } from 'chai';
import { defineCommand, type Words } from '../../../src/bin/commands/command.ts';

describe('a command', () => {
  async function receive(words: Words): Promise<unknown> {
    const received: unknown[] = [];
    const command = defineCommand({
      name: 'send',
      describe: 'Send',
      operands: { what: { describe: 'What' }, where: { describe: 'Where', isOptional: true } },
      flags: [],
      options: {
        fast: { kind: 'switch', describe: 'Fast' },
        for: { kind: 'text', describe: 'For' },
        by: { kind: 'list', describe: 'By' },
      },
      load: async () => (given) => {
        received.push(given);
        return 5;
      },
    });
    const run = await command.load();
    expect(await run(words, { HOME: '/' })).to.equal(5);
    return received[0];
  }

  it('hands each word to its program by name, and what it does not know as the command line', async () => {
    expect(await receive({ what: 'a', where: 'b', fast: true, for: '5', by: 'c', port: '53' })).to.deep.equal(
      {
        operands: { what: 'a', where: 'b' },
        options: { fast: true, for: '5', by: ['c'] },
        commandLine: { port: '53' },
        environment: { HOME: '/' },
      },
    );
  });

  it('hands over what was not typed as absent, off or empty', async () => {
    expect(await receive({ what: 'a' })).to.deep.include({
      operands: { what: 'a', where: undefined },
      options: { fast: false, for: undefined, by: [] },
      commandLine: {},
    });
  });

  it('takes the last of a text that is given twice, and all of a list', async () => {
    const given = await receive({ what: 'a', for: ['1', '2'], by: ['x', 'y'], listen: ['::1', '::2'] });
    expect(given).to.deep.include({
      options: { fast: false, for: '2', by: ['x', 'y'] },
      commandLine: { listen: ['::1', '::2'] },
    });
  });

  it('does not take --json=maybe for a yes', async () => {
    expect(await receive({ what: 'a', fast: 'maybe' })).to.have.nested.property('options.fast', false);
  });
});
