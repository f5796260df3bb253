// The tables of commands and flags -> completion for bash.

import { flagsByValues, type OfferedCommand, offeredCommands, placeFlags } from './completion-facts.ts';
import type { Completion } from './flag-notes.ts';

export function printCompletion(): string {
  const [usual, ...others] = offeredCommands();
  if (usual === undefined) throw new Error('there is no command');
  const names = others.map(({ name }) => name);
  return `# bash completion for healthy-dns

# What the running daemon knows. A name may hold anything: it is quoted here, and never expanded.
_healthy_dns_live() {
  local whole=$current before word i where=()
  # A colon begins a new word for readline, and not for us: 192.0.2.1:80 is one.
  [[ -z $COMP_LINE ]] || { whole=\${COMP_LINE:0:COMP_POINT}; whole=\${whole##*[[:space:]]}; }
  before=\${whole%"\${whole##*:}"}
  [[ $COMP_WORDBREAKS == *:* ]] || before=
  for ((i = 2; i + 1 < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      ${placeFlags.join('|')})
        if [[ \${COMP_WORDS[i + 1]} == = ]]; then where+=("\${COMP_WORDS[i]}" "\${COMP_WORDS[i + 2]}")
        else where+=("\${COMP_WORDS[i]}" "\${COMP_WORDS[i + 1]}"); fi ;;
    esac
  done
  while IFS= read -r word; do
    [[ $word != "$whole"* ]] || COMPREPLY+=("$(printf %q "\${word#"$before"}")")
  done < <("\${COMP_WORDS[0]}" complete-words "$1" "$whole" "\${where[@]}" 2>/dev/null)
}

_healthy_dns() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} words live=
  case $previous in
${printValues()}
  esac
  case \${COMP_WORDS[1]} in
${others.map((command) => `    ${command.name}) words="${wordsOf(command).join(' ')}"${printLive(command)} ;;`).join('\n')}
    *)
      words="${wordsOf(usual).join(' ')}"
      if [[ $COMP_CWORD == 1 && $current != -* ]]; then words="${names.join(' ')}"; fi ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  [[ -z $live || $current == -* ]] || _healthy_dns_live "$live"
}
complete -F _healthy_dns healthy-dns
`;
}

function wordsOf({ values, flags }: OfferedCommand): readonly string[] {
  return [...values, ...flags.map(({ name }) => `--${name}`)];
}

function printLive({ live: [kind] }: OfferedCommand): string {
  return kind === undefined ? '' : ` live=${kind}`;
}

/** What may stand behind a flag; flags with the same values share a line. */
function printValues(): string {
  return [...flagsByValues(printReply)]
    .map(([reply, names]) => `    ${names.join('|')}) ${reply} ;;`)
    .join('\n');
}

function printReply(values: Completion | undefined): string {
  if (values === undefined) return 'return';
  if (values === 'file') return 'mapfile -t COMPREPLY < <(compgen -f -- "$current"); return';
  if (values === '@file')
    return `[[ $current != @* ]] || mapfile -t COMPREPLY < <(compgen -P @ -f -- "\${current#@}"); return`;
  return `mapfile -t COMPREPLY < <(compgen -W "${values.join(' ')}" -- "$current"); return`;
}
