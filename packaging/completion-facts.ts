// What completion offers for each command, for the printers of each shell's script: read from the tables of commands and flags.

import type { LiveWords } from '../src/bin/asking/live-words.ts';
import type { Command } from '../src/bin/commands/command.ts';
import { shownCommands } from '../src/bin/commands/commands.ts';
import { flags } from '../src/config/sources/flags.ts';
import { type Completion, completionOf } from './flag-notes.ts';

export interface OfferedFlag {
  readonly name: string;
  readonly describe: string;
  readonly isSwitch: boolean;
  /** What may stand behind it. */
  readonly values: Completion | undefined;
}

export interface OfferedCommand {
  /** Empty for what happens without a command. */
  readonly name: string;
  readonly describe: string;
  readonly flags: readonly OfferedFlag[];
  /** For its operands. */
  readonly values: readonly string[];
  readonly live: readonly LiveWords[];
}

/** Where the daemon is that is asked for live words. */
export const placeFlags = ['--runtime-directory', '--config'];

export function offeredCommands(): readonly OfferedCommand[] {
  return shownCommands.map(offer);
}

function offer({ name, describe, operands, options, flags: taken }: Command): OfferedCommand {
  const own = Object.entries(options).map(([option, { kind, values, describe: text }]) => ({
    name: option,
    describe: text,
    isSwitch: kind === 'switch',
    values,
  }));
  const daemons = taken.map((flag) => ({
    name: flag.name,
    describe: flag.describe,
    isSwitch: flag.isSwitch === true,
    values: completionOf(flag),
  }));
  return {
    name,
    describe,
    flags: [...own, ...daemons, ...general],
    values: Object.values(operands).flatMap(({ values = [] }) => values),
    live: Object.values(operands).flatMap(({ live }) => (live === undefined ? [] : [live])),
  };
}

const general: readonly OfferedFlag[] = [
  { name: 'help', describe: 'Show help', isSwitch: true, values: undefined },
  { name: 'version', describe: 'Show the version', isSwitch: true, values: undefined },
];

/** Flags with the same values, by what `print` makes of these. A flag of the daemon may be given to commands that do not show it. */
export function flagsByValues(
  print: (values: Completion | undefined) => string,
): ReadonlyMap<string, readonly string[]> {
  const daemons = flags.map((flag) => ({
    ...flag,
    isSwitch: flag.isSwitch === true,
    values: completionOf(flag),
  }));
  const own = shownCommands.flatMap((command) => offer(command).flags);
  const names = new Map<string, Set<string>>();
  for (const { name, isSwitch, values } of [...daemons, ...own]) {
    if (isSwitch) continue;
    const printed = print(values);
    names.set(printed, (names.get(printed) ?? new Set()).add(`--${name}`));
  }
  return new Map([...names].map(([printed, set]) => [printed, [...set]]));
}
