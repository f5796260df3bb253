// Which commands there are, and the options that only one of them has: read from what `healthy-dns --help` prints.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { flags } from '../src/config/flags.ts';

export interface Option {
  readonly name: string;
  readonly describe: string;
}

export interface Command {
  /** Empty for what happens without a command. */
  readonly name: string;
  /** What has to follow the name, like ` <name>`, and what may, like ` [type]`. */
  readonly operands: string;
  readonly describe: string;
  readonly options: readonly Option[];
}

const program = join(import.meta.dirname, '../src/bin/entry.js');
const everywhere: readonly string[] = ['help', 'version', ...flags.map(({ name }) => name)];

export function readCommands(): readonly Command[] {
  const pattern = /^ {2}healthy-dns ?(\S*(?: [<[]\S+[>\]])*).*?(?: {2,}(.*))?$/;
  const commands = readBlocks(helpOf([]), pattern, 'Commands:');
  return commands.map(({ name: words, describe }) => {
    const name = words.split(' ')[0] ?? '';
    const operands = words.slice(name.length);
    return { name, operands, describe, options: name === '' ? [] : ownOptions(name) };
  });
}

function ownOptions(command: string): readonly Option[] {
  const options = readBlocks(helpOf([command]), /^ {2,6}(?:-\w, )?--(\S+)(?: {2,}(.*))?$/, undefined);
  return options.filter(({ name }) => !everywhere.includes(name));
}

function helpOf(words: readonly string[]): string {
  return execFileSync(process.execPath, [program, ...words, '--help'], { encoding: 'utf8' });
}

/** Entries below a heading (or anywhere); an entry goes on in lines that are indented further than its first. */
function readBlocks(help: string, pattern: RegExp, heading: string | undefined): readonly Option[] {
  const entries: { name: string; describe: string }[] = [];
  let isInside = heading === undefined;
  let current: { name: string; describe: string } | undefined;
  for (const line of help.split('\n')) {
    if (heading !== undefined && /^\S/.test(line)) isInside = line === heading;
    const match = isInside ? pattern.exec(line) : null;
    if (match !== null) {
      current = { name: match[1] ?? '', describe: match[2] ?? '' };
      entries.push(current);
    } else if (current !== undefined && /^ {8,}\S/.test(line)) {
      current.describe += ` ${line.trim()}`;
    } else {
      current = undefined;
    }
  }
  return entries.map(({ name, describe }) => ({ name, describe: withoutNotes(describe) }));
}

/** yargs adds the kind of an option, and which command is the default one. */
function withoutNotes(text: string): string {
  return text.replace(/(\s*\[(boolean|string|number|array|default)\])+\s*$/, '').trim();
}
