// The terminal is given back, however a program ends that has it.

import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { PtyProgram } from '../../support/terminal/pty-program.ts';

const program = fileURLToPath(new URL('../../support/terminal/failing-program.js', import.meta.url));

describe('a terminal', () => {
  for (const { way, code, says } of [
    { way: 'throw', code: 1, says: 'Error: a bug' },
    { way: 'reject', code: 1, says: 'Error: a bug' },
    { way: 'exit', code: 3, says: '' },
  ])
    it(`is given back on ${way}, before anything else is said`, async () => {
      const pty = new PtyProgram([way], {}, 24, 80, program);
      await pty.shows('on the screen');
      expect([pty.screen.isAlternate, await pty.isRaw()]).to.deep.equal([true, true]);
      pty.press('x');
      expect(await pty.ended()).to.deep.equal({ code, isRestored: true });
      expect([pty.screen.isAlternate, pty.screen.isCursorHidden]).to.deep.equal([false, false]);
      // What is written to the alternate screen is never seen.
      expect(pty.screen.afterwards).to.include(says);
      pty.stop();
    });
});
