// `node dist/packaging/print.js <what>`: the files of the Debian package that are made from the table of flags and the
// program's own help, so that none of them can disagree with the program.

import { printCompletion } from './print-completion.ts';
import { printOptionsManual, printProgramManual } from './print-manuals.ts';
import { readCommands } from './read-commands.ts';

const printers: Readonly<Record<string, () => string>> = {
  'healthy-dns.8': () => printProgramManual(readCommands()),
  'healthy-dns.7': printOptionsManual,
  'healthy-dns.bash-completion': () => printCompletion(readCommands()),
};

const what = process.argv[2] ?? '';
const print = printers[what];
if (print === undefined) {
  process.stderr.write(`usage: print.js ${Object.keys(printers).join(' | ')}\n`);
  process.exitCode = 64;
} else {
  process.stdout.write(print());
}
