// Reads assignments as a shell does; systemd's EnvironmentFile= understands the same quotes.

import { execFileSync } from 'node:child_process';

/** The variables that the assignments set, and no others. */
export function readByShell(assignments: readonly string[]): Record<string, string> {
  const script = `set -a\n${assignments.join('\n')}\nenv -0`;
  const printed = execFileSync('sh', ['-c', script], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  const entries = printed
    .split('\0')
    .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)] as const);
  return Object.fromEntries(entries.filter(([name]) => name.startsWith('HEALTHY_DNS_')));
}
