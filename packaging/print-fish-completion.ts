// The tables of commands and flags -> completion for fish.

import { type OfferedCommand, type OfferedFlag, offeredCommands, placeFlags } from './completion-facts.ts';

export function printFishCompletion(): string {
  const [usual, ...others] = offeredCommands();
  if (usual === undefined) throw new Error('there is no command');
  const names = others.map(({ name }) => name);
  return `# fish completion for healthy-dns

# What the running daemon knows.
function __healthy_dns_live
    set -l typed (commandline -opc)
    set -l where
    for i in (seq 3 (count $typed))
        switch $typed[$i]
            case ${placeFlags.join(' ')}
                set -a where $typed[$i] $typed[(math $i + 1)]
            case ${placeFlags.map((flag) => `'${flag}=*'`).join(' ')}
                set -a where $typed[$i]
        end
    end
    $typed[1] complete-words $argv[1] (commandline -ct) $where 2>/dev/null
end

function __healthy_dns_command
    set -l typed (commandline -opc)
    test "$typed[2]" = "$argv[1]"
end

function __healthy_dns_no_command
    set -l typed (commandline -opc)
    not contains -- "$typed[2]" ${names.join(' ')}
end

complete -c healthy-dns -f
${others.map(({ name, describe }) => `complete -c healthy-dns -n 'test (count (commandline -opc)) -eq 1' -a ${name} -d ${quote(describe)}`).join('\n')}
${printOffer(usual, '__healthy_dns_no_command')}
${others.map((command) => printOffer(command, `"__healthy_dns_command ${command.name}"`)).join('\n')}
`;
}

function printOffer({ flags, values, live: [kind] }: OfferedCommand, condition: string): string {
  const begin = `complete -c healthy-dns -n ${condition}`;
  return [
    ...flags.map((flag) => `${begin} ${printFlag(flag)}`),
    ...values.map((value) => `${begin} -a ${quote(value)}`),
    ...(kind === undefined ? [] : [`${begin} -a '(__healthy_dns_live ${kind})'`]),
  ].join('\n');
}

function printFlag({ name, describe, isSwitch, values }: OfferedFlag): string {
  const begin = `-l ${name} -d ${quote(describe)}`;
  if (isSwitch) return begin;
  if (values === undefined) return `${begin} -x`;
  if (values === 'file') return `${begin} -r -F`;
  if (values === '@file')
    return `${begin} -x -a '(string match -q "@*" -- (commandline -ct); and printf "@%s\\n" (__fish_complete_path (string sub -s 2 -- (commandline -ct))))'`;
  return `${begin} -x -a ${quote(values.join(' '))}`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
