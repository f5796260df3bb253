// What a command is: the words it takes, what they mean to people, and where its program lies. The parser, the help, the
// completion and the manuals are all made of this. Refuses to know any program: one is loaded when it is to run.

import type { Flag } from '../../config/sources/flags.ts';
import type { CommandLine } from '../../config/sources/raw-value.ts';
import type { LiveWords } from '../asking/live-words.ts';

/** A word without a flag, like the name in `explain <name>`. */
export interface Operand {
  readonly describe: string;
  /** Only the last one of a command may be left out. */
  readonly isOptional?: true;
  /** All there are, for completion. */
  readonly values?: readonly string[];
  /** What completion asks the running daemon for; see asking/complete-words.ts. */
  readonly live?: LiveWords;
}

/** A flag that only some commands have. Those that configure a daemon are in src/config/sources/flags.ts. */
export interface Option {
  /** A switch takes no value. Of a text that is given twice the last one counts; a list takes all. */
  readonly kind: 'switch' | 'text' | 'list';
  readonly describe: string;
  /** What the value looks like, for the manual; a switch has none. */
  readonly placeholder?: string;
  /** As shown to people; a required one has none. */
  readonly default?: string;
  readonly isRequired?: true;
  /** Giving it twice is a mistake, not a correction. */
  readonly isOnce?: true;
  /** What completion offers. */
  readonly values?: readonly string[] | 'file';
}

export type Operands = Readonly<Record<string, Operand>>;
export type Options = Readonly<Record<string, Option>>;

/** What was typed, by name, as the parser leaves it: a flag given twice is an array. */
export type Words = Readonly<Record<string, unknown>>;

/** Returns, or resolves to, the exit code. */
export type Run = (words: Words, environment: NodeJS.ProcessEnv) => number | Promise<number>;

export interface Command {
  /** Empty for what happens without a command. */
  readonly name: string;
  readonly describe: string;
  /** For programs: neither help nor manual nor completion tell of it. */
  readonly isHidden?: true;
  readonly operands: Operands;
  /** The daemon's flags that its help shows. A command with none of them refuses all of them. */
  readonly flags: readonly Flag[];
  readonly options: Options;
  readonly examples: readonly Example[];
  load(): Promise<Run>;
}

export interface Example {
  /** What follows `healthy-dns`. */
  readonly words: string;
  readonly describe: string;
}

interface Definition<P extends Operands, O extends Options> {
  readonly name: string;
  readonly describe: string;
  readonly isHidden?: true;
  readonly operands?: P;
  readonly flags: readonly Flag[];
  readonly options?: O;
  readonly examples?: readonly Example[];
  load(): Promise<(given: Given<P, O>) => number | Promise<number>>;
}

export interface Given<P extends Operands, O extends Options> {
  readonly operands: { readonly [name in keyof P]: OperandValue<P[name]> };
  readonly options: { readonly [name in keyof O]: OptionValue<O[name]> };
  /** The flags that are not the command's own: src/config says what they mean. */
  readonly commandLine: CommandLine;
  readonly environment: NodeJS.ProcessEnv;
}

type OperandValue<P extends Operand> = P extends { readonly isOptional: true } ? string | undefined : string;
type OptionValue<O extends Option> = {
  readonly switch: boolean;
  readonly text: string | undefined;
  readonly list: readonly string[];
}[O['kind']];

/** The program gets its words by the names, and with the types, that the definition gives them. */
export function defineCommand<
  const P extends Operands = Record<never, Operand>,
  const O extends Options = Record<never, Option>,
>(definition: Definition<P, O>): Command {
  const operands: Operands = definition.operands ?? {};
  const options: Options = definition.options ?? {};
  return {
    ...definition,
    operands,
    options,
    examples: definition.examples ?? [],
    async load() {
      const run = await definition.load();
      return (words, environment) => {
        const values = {
          operands: mapValues(operands, (_, name) => lastOf(words[name])),
          options: mapValues(options, ({ kind }, name) => readOption(kind, words[name])),
        };
        // The types say of each entry what its definition, from which the value was just made, says too.
        const typed = values as unknown as Pick<Given<P, O>, 'operands' | 'options'>;
        return run({ ...typed, commandLine: daemonFlagsIn({ operands, options }, words), environment });
      };
    },
  };
}

/** What was typed beside the command's own words. */
export function daemonFlagsIn(
  { operands, options }: Pick<Command, 'operands' | 'options'>,
  words: Words,
): CommandLine {
  const others = Object.entries(words).filter(
    ([name, value]) => value !== undefined && !Object.hasOwn(operands, name) && !Object.hasOwn(options, name),
  );
  return Object.fromEntries(
    others.map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : String(value)]),
  );
}

/** ` <name> [type]`; nothing for a command without operands. */
export function printOperands({ operands }: Pick<Command, 'operands'>): string {
  const printed = Object.entries(operands).map(([name, { isOptional }]) =>
    isOptional === true ? ` [${name}]` : ` <${name}>`,
  );
  return printed.join('');
}

/** Help and manual say it in the same words. */
export function describeOption({ describe, default: fallback, isRequired }: Option): string {
  if (isRequired === true) return `${describe} [required]`;
  return fallback === undefined ? describe : `${describe} [default: ${fallback}]`;
}

function readOption(kind: Option['kind'], value: unknown): boolean | string | undefined | readonly string[] {
  switch (kind) {
    case 'switch':
      return value === true;
    case 'text':
      return lastOf(value);
    case 'list':
      return value === undefined ? [] : [value].flat().map(String);
  }
}

function lastOf(value: unknown): string | undefined {
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  return last === undefined ? undefined : String(last);
}

function mapValues<T, U>(
  record: Readonly<Record<string, T>>,
  map: (value: T, name: string) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}
