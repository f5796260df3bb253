// `node dist/packaging/print.js <what>`: the files of the packages that are made from the tables of commands and
// flags, so that none of them can disagree with the program.

import { printCompletion } from './print-completion.ts';
import { printFishCompletion } from './print-fish-completion.ts';
import { printOptionsManual, printProgramManual } from './print-manuals.ts';
import { printSchema } from './print-schema.ts';
import { printZshCompletion } from './print-zsh-completion.ts';

const printers: Readonly<Record<string, () => string>> = {
  'healthy-dns.8': printProgramManual,
  'healthy-dns.7': printOptionsManual,
  'healthy-dns.bash-completion': printCompletion,
  'healthy-dns.fish': printFishCompletion,
  'healthy-dns.zsh': printZshCompletion,
  'healthy-dns.schema.json': printSchema,
};

const what = process.argv[2] ?? '';
const print = printers[what];
if (print === undefined) {
  process.stderr.write(`usage: print.js ${Object.keys(printers).join(' | ')}\n`);
  process.exitCode = 64;
} else {
  process.stdout.write(print());
}
