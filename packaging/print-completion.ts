// The table of commands and the table of flags -> completion for bash.

import type { Command } from '../src/bin/commands/command.ts';
import { commands } from '../src/bin/commands/commands.ts';
import { flags } from '../src/config/sources/flags.ts';
import { type Completion, completionOf } from './flag-notes.ts';

export function printCompletion(): string {
  const [usual, ...others] = commands;
  if (usual === undefined) throw new Error('there is no command');
  const names = others.map(({ name }) => name);
  return `# bash completion for healthy-dns

_healthy_dns() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} words
  case $previous in
${printValues(commands)}
  esac
  case \${COMP_WORDS[1]} in
${others.map((command) => `    ${command.name}) words="${wordsOf(command).join(' ')}" ;;`).join('\n')}
    *)
      words="${wordsOf(usual).join(' ')}"
      if [[ $COMP_CWORD == 1 && $current != -* ]]; then words="${names.join(' ')}"; fi ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F _healthy_dns healthy-dns
`;
}

function wordsOf({ operands, options, flags: taken }: Command): readonly string[] {
  const names = [...Object.keys(options), ...taken.map(({ name }) => name), 'help', 'version'];
  const values = Object.values(operands).flatMap(({ values: known = [] }) => known);
  return [...values, ...names.map((name) => `--${name}`)];
}

/** What may stand behind a flag; flags with the same values share a line. */
function printValues(all: readonly Command[]): string {
  const own = all.flatMap(({ options }) =>
    Object.entries(options).map(([name, { kind, values }]) => [name, kind === 'switch', values] as const),
  );
  const daemons = flags.map((flag) => [flag.name, flag.isSwitch === true, completionOf(flag)] as const);
  const flagsByReply = new Map<string, Set<string>>();
  for (const [name, isSwitch, values] of [...daemons, ...own]) {
    if (isSwitch) continue;
    const reply = printReply(values);
    flagsByReply.set(reply, (flagsByReply.get(reply) ?? new Set()).add(`--${name}`));
  }
  return [...flagsByReply].map(([reply, names]) => `    ${[...names].join('|')}) ${reply} ;;`).join('\n');
}

function printReply(values: Completion | undefined): string {
  if (values === undefined) return 'return';
  if (values === 'file') return 'mapfile -t COMPREPLY < <(compgen -f -- "$current"); return';
  if (values === '@file')
    return `[[ $current != @* ]] || mapfile -t COMPREPLY < <(compgen -P @ -f -- "\${current#@}"); return`;
  return `mapfile -t COMPREPLY < <(compgen -W "${values.join(' ')}" -- "$current"); return`;
}
