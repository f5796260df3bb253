// The tables of commands and flags -> completion for zsh.

import { flagsByValues, type OfferedCommand, offeredCommands, placeFlags } from './completion-facts.ts';
import type { Completion } from './flag-notes.ts';

export function printZshCompletion(): string {
  const [usual, ...others] = offeredCommands();
  if (usual === undefined) throw new Error('there is no command');
  return `#compdef healthy-dns

# What the running daemon knows.
_healthy_dns_live() {
  local -a where found
  local i
  for ((i = 3; i < CURRENT; i++)); do
    case \${words[i]} in
      ${placeFlags.join('|')}) where+=("\${(Q)words[i]}" "\${(Q)words[i+1]}") ;;
      ${placeFlags.map((flag) => `${flag}=*`).join('|')}) where+=("\${(Q)words[i]}") ;;
    esac
  done
  found=("\${(@f)$("\${(Q)words[1]}" complete-words "$1" "\${(Q)PREFIX}" "\${where[@]}" 2>/dev/null)}")
  compadd -- \${found:#}
}

_healthy_dns() {
  local -a commands options values
  local live=
  case \${words[CURRENT-1]} in
${[...flagsByValues(printReply)].map(([reply, names]) => `    ${names.join('|')}) ${reply}; return ;;`).join('\n')}
  esac
  if (( CURRENT == 2 )) && [[ \${words[2]} != -* ]]; then
    commands=(
${others.map(({ name, describe }) => `      ${described(name, describe)}`).join('\n')}
    )
    _describe command commands
    return
  fi
  case \${words[2]} in
${others.map((command) => `    ${command.name})\n${printOffer(command)} ;;`).join('\n')}
    *)
${printOffer(usual)} ;;
  esac
  if [[ \${words[CURRENT]} == -* ]]; then
    _describe option options
    return
  fi
  (( $#values == 0 )) || compadd -- $values
  [[ -z $live ]] || _healthy_dns_live $live
}

_healthy_dns "$@"
`;
}

function printOffer({ flags, values, live: [kind] }: OfferedCommand): string {
  const options = flags.map(({ name, describe }) => `        ${described(`--${name}`, describe)}`);
  return [
    `      options=(\n${options.join('\n')}\n      )`,
    ...(values.length === 0 ? [] : [`      values=(${values.map(quote).join(' ')})`]),
    ...(kind === undefined ? [] : [`      live=${kind}`]),
  ].join('\n');
}

/** A colon ends the word. */
function described(word: string, describe: string): string {
  return quote(`${word.replaceAll(':', '\\:')}:${describe}`);
}

function printReply(values: Completion | undefined): string {
  if (values === undefined) return ':';
  if (values === 'file') return '_files';
  if (values === '@file') return '[[ $PREFIX != @* ]] || { compset -P @; _files; }';
  return `compadd -- ${values.map(quote).join(' ')}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
