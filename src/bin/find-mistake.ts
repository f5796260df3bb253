// What the table of commands shows to be wrong with what was typed, before any program is loaded. Refuses to know what the
// daemon's flags mean, and which of them there are: src/config reports a misspelt one together with all other findings.

import { didYouMean, suggestWord } from '../config/findings/suggest.ts';
import { flags } from '../config/sources/flags.ts';
import { type Command, daemonFlagsIn, type Words } from './commands/command.ts';
import { shownCommands } from './commands/commands.ts';
import { ExitCode } from './process/exit-codes.ts';

export interface Mistake {
  readonly lines: readonly string[];
  readonly exitCode: number;
}

/** `extra` are the words that have no place. */
export function findMistake(command: Command, words: Words, extra: readonly string[]): Mistake | undefined {
  const [first] = extra;
  if (first !== undefined) {
    const names = shownCommands.map(({ name }) => name).filter((name) => name !== '');
    const problem =
      command.name === ''
        ? // The default command is that of every other word; `healthy-dns chek` must not start a server.
          `unknown command "${first}"${didYouMean(first, names)}`
        : `${command.name} does not take "${first}"`;
    return usageMistake(command, problem);
  }
  return findRepetition(command, words) ?? findForeignFlag(command, words);
}

export function usageMistake(command: Command | undefined, problem: string): Mistake {
  const name = command === undefined || command.name === '' ? '' : ` ${command.name}`;
  return { lines: [`error: ${problem}`, `See healthy-dns${name} --help`], exitCode: ExitCode.usage };
}

function findRepetition({ options }: Command, words: Words): Mistake | undefined {
  for (const [name, { isOnce }] of Object.entries(options)) {
    const value = words[name];
    if (isOnce !== true || !Array.isArray(value)) continue;
    const line = `error: --${name}: was given ${value.length} times; give it once`;
    return { lines: [line], exitCode: ExitCode.config };
  }
  return undefined;
}

/** A flag that a command cannot have, or a misspelt one of its own. */
function findForeignFlag(command: Command, words: Words): Mistake | undefined {
  const own = Object.keys(command.options);
  const daemons: readonly string[] = flags.map(({ name }) => name);
  for (const given of Object.keys(daemonFlagsIn(command, words))) {
    const path = given.length === 1 ? `-${given}` : `--${given}`;
    if (command.flags.length === 0) {
      const problem = `${path}: ${command.name} has no such flag${printSuggestion(given, own)}`;
      return usageMistake(command, problem);
    }
    const meant = daemons.includes(given) ? undefined : suggestWord(given, [...own, ...daemons]);
    if (meant === undefined || !own.includes(meant)) continue;
    const line = `error: ${path}: there is no such flag${printSuggestion(given, own)}`;
    return { lines: [line], exitCode: ExitCode.config };
  }
  return undefined;
}

function printSuggestion(given: string, known: readonly string[]): string {
  return didYouMean(given, known).replace('"', '"--');
}
