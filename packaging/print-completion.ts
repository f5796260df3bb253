// The commands and flags -> completion for bash.

import { type LogLevel, logLevels } from '../src/base/logger.ts';
import { flags } from '../src/config/flags.ts';
import { allDownWords } from '../src/config/read-all-down.ts';
import { SecurityAlgorithm } from '../src/wire/protocol.ts';
import type { Command } from './read-commands.ts';

export function printCompletion(commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name).filter((name) => name !== '');
  const everywhere = [...flags.map(({ name }) => `--${name}`), '--help', '--version'];
  const levels: readonly LogLevel[] = logLevels;
  const algorithms = Object.keys(SecurityAlgorithm).join(' ');
  const own = commands
    .filter(({ options }) => options.length > 0)
    .map(
      ({ name, options }) => `    ${name}) words="$words ${options.map((o) => `--${o.name}`).join(' ')}" ;;`,
    );
  return `# bash completion for healthy-dns

_healthy_dns() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  local words="${everywhere.join(' ')}"
  case $previous in
    --log-level) mapfile -t COMPREPLY < <(compgen -W "${levels.join(' ')}" -- "$current"); return ;;
    --log-format) mapfile -t COMPREPLY < <(compgen -W "auto text json" -- "$current"); return ;;
    --when-all-down) mapfile -t COMPREPLY < <(compgen -W "${allDownWords.join(' ')}" -- "$current"); return ;;
    --zone-resolutions|--ns|--alias-zones)
      if [[ $current == @* ]]; then
        mapfile -t COMPREPLY < <(compgen -P @ -f -- "\${current#@}")
      fi
      return ;;
    --priv-key-path|--priv-key-passphrase-file|--out) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
    --priv-key-alg|--algorithm) mapfile -t COMPREPLY < <(compgen -W "${algorithms}" -- "$current"); return ;;
  esac
  case \${COMP_WORDS[1]} in
${own.join('\n')}
    *) if [[ $COMP_CWORD == 1 && $current != -* ]]; then words="${names.join(' ')}"; fi ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F _healthy_dns healthy-dns
`;
}
