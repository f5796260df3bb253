// The words behind `healthy-dns` -> a command and what was typed for it, or what is wrong with them. yargs parses, and
// prints the help; which words there are, the table of commands says.

import yargs, { type Argv } from 'yargs';
import { fail, type Result, succeed } from '../base/result.ts';
import { version } from '../base/version.ts';
import { type Flag, variablesOf } from '../config/sources/flags.ts';
import { type Command, describeOption, printOperands, type Words } from './commands/command.ts';
import { commands } from './commands/commands.ts';
import { findMistake, type Mistake, usageMistake } from './find-mistake.ts';

export interface ParsedWords {
  readonly command: Command;
  readonly words: Words;
}

/** Longer lines are hard to read, however wide the terminal is. */
const helpColumnsMax = 110;
/** Where there is no terminal. */
const helpColumnsUsual = 80;

/** For `--help` and `--version` it prints, and ends the process. */
export function parseWords(words: readonly string[]): Result<ParsedWords, Mistake> {
  const found: { command?: Command; words?: Words; complaint?: string } = {};
  const parser = createParser(words).fail((message, error) => {
    // Complaints of yargs come as a YError or as a message alone; everything else is a bug of ours.
    if (error !== undefined && error !== null && error.name !== 'YError') throw error;
    found.complaint ??= message;
  });
  for (const command of commands) {
    const usage = `${command.name || '$0'}${printOperands(command)}`;
    const build = (own: Argv) => {
      found.command = command;
      return addWords(own, command);
    };
    const take = (given: Words) => {
      found.words = given;
    };
    if (command.isHidden === true) parser.command(usage, false, build, take);
    else parser.command(usage, command.describe, build, take);
  }
  parser.parse();
  const { command, words: given, complaint } = found;
  if (complaint !== undefined || command === undefined || given === undefined)
    return fail(usageMistake(command, rephrase(complaint ?? 'no command', command)));
  const { _: loose = [], $0: _program, ...named } = given;
  // What yargs found no place for; the first is the command's own name.
  const extra = [loose]
    .flat()
    .map(String)
    .slice(command.name === '' ? 0 : 1);
  const mistake = findMistake(command, named, extra);
  return mistake === undefined ? succeed({ command, words: named }) : fail(mistake);
}

function createParser(words: readonly string[]): Argv {
  const examples = commands.flatMap((command) => command.examples);
  return (
    yargs([...words])
      .scriptName('healthy-dns')
      .usage(
        '$0 [command] [flags]\n\nAn authoritative DNS server that answers only with backends that are alive.',
      )
      .example(examples.map((example) => [`$0 ${example.words}`, example.describe]))
      .epilogue(
        'A flag overrides its variable HEALTHY_DNS_…, which overrides its variable DNS_…, which overrides the ' +
          'configuration file. Lists and mappings are YAML or JSON, and @path reads one from a file. Durations are seconds, ' +
          'or have a unit: 500ms, 30s, 5m, 2h, 1d.',
      )
      .parserConfiguration({
        // Names are kept as they are typed, values as texts: src/config decides what they mean.
        'camel-case-expansion': false,
        'dot-notation': false,
        'boolean-negation': false,
        'parse-numbers': false,
        'parse-positional-numbers': false,
        'greedy-arrays': false,
      })
      // Our texts are English; a help that is half in the user's language reads worse than none in it.
      .locale('en')
      .version(version)
      .alias('help', 'h')
      .wrap(Math.min(process.stdout.columns ?? helpColumnsUsual, helpColumnsMax))
  );
}

function addWords(cli: Argv, { operands, flags, options }: Command): Argv {
  for (const [name, { describe }] of Object.entries(operands)) {
    cli.positional(name, { type: 'string', describe });
  }
  for (const flag of flags) {
    cli.option(flag.name, {
      type: 'string',
      // A switch is no boolean of yargs, to which `--nsec3=yes` is false: its text goes where all others go.
      requiresArg: flag.isSwitch !== true,
      group: `${flag.group}:`,
      describe: describeFlag(flag),
    });
  }
  for (const [name, option] of Object.entries(options)) {
    const isSwitch = option.kind === 'switch';
    cli.option(name, {
      type: isSwitch ? 'boolean' : 'string',
      requiresArg: !isSwitch,
      describe: describeOption(option),
    });
  }
  return cli;
}

function describeFlag(flag: Flag): string {
  const fallback = flag.isRequired === true ? 'required without --zones' : `default: ${flag.default}`;
  return `${flag.describe} [${fallback}] [${variablesOf(flag).join(', ')}]`;
}

/** What yargs complains of, in words that say what to type. */
function rephrase(complaint: string, command: Command | undefined): string {
  const flag = /^Not enough arguments following: (.*)$/.exec(complaint)?.[1];
  if (flag !== undefined) return `${flag.length === 1 ? '-' : '--'}${flag} needs a value`;
  if (command !== undefined && complaint.startsWith('Not enough non-option arguments'))
    return `${command.name} needs${printOperands(command)}`;
  return complaint;
}
