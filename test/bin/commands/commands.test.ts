// The table of commands holds together: everything else is made from it.

import { expect } from 'chai';
import { commands } from '../../../src/bin/commands/commands.ts';
import { flags } from '../../../src/config/sources/flags.ts';

describe('the table of commands', () => {
  it('has each name once, and first what happens without one', () => {
    const names = commands.map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
    expect(names[0]).to.equal('');
  });

  for (const { name, describe: text, operands, options, flags: taken, load } of commands) {
    describe(name || 'without a command', () => {
      const texts = [
        text,
        ...[...Object.values(operands), ...Object.values(options)].map((each) => each.describe),
      ];

      it('is described in phrases, which help and manual end as they like', () => {
        expect(texts.filter((each) => each === '' || /[.\s]$/.test(each))).to.deep.equal([]);
      });

      it('can do without its last operand at most', () => {
        const required = Object.values(operands).slice(0, -1);
        expect(required.filter(({ isOptional }) => isOptional === true)).to.deep.equal([]);
      });

      it('has no option that is a flag of the daemon which it takes', () => {
        const own = Object.keys(options);
        expect(taken.filter((flag) => own.includes(flag.name))).to.deep.equal([]);
        if (taken.length > 0) expect(flags.filter((flag) => own.includes(flag.name))).to.deep.equal([]);
      });

      it('says what the value of each option looks like, unless it is a switch', () => {
        for (const { kind, placeholder } of Object.values(options))
          expect(placeholder === undefined).to.equal(kind === 'switch');
      });

      it('has a program', async () => {
        expect(await load()).to.be.a('function');
      });
    });
  }
});
