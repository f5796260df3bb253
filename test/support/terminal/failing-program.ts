// A program that has the terminal, and ends in the way that its argument says as soon as a key is pressed.

import { Terminal } from '../../../src/bin/terminal/terminal.ts';

const [, , way] = process.argv;
const terminal = new Terminal(
  { input: process.stdin, output: process.stdout, environment: process.env },
  {
    onKey() {
      if (way === 'throw') throw new Error('a bug');
      if (way === 'reject') void Promise.reject(new Error('a bug'));
      if (way === 'exit') process.exit(3);
    },
    onResize: () => undefined,
    onEnd: () => undefined,
  },
);
terminal.open();
terminal.draw(['on the screen']);
