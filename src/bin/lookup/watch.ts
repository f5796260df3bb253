// `healthy-dns watch`: prints every change of a service until told to stop, and runs a command on it.

import { ExitCode } from '../process/exit-codes.ts';
import { nextStopSignal } from '../process/stop-signal.ts';
import { type LookupFlags, openDiscovery } from './open-discovery.ts';
import { printChange } from './print-service.ts';
import { runCommand } from './run-command.ts';

export interface WatchFlags {
  readonly asJson: boolean;
  /** In seconds, as typed. */
  readonly interval: string | undefined;
  readonly command: string | undefined;
}

const intervalPattern = /^\d+(\.\d+)?$/;

export async function watch(
  name: string,
  flags: LookupFlags,
  { asJson, interval, command }: WatchFlags,
): Promise<number> {
  const discovery = openDiscovery(name, flags);
  const problems = discovery.ok ? [] : [...discovery.problem];
  if (interval !== undefined && !isInterval(interval)) {
    problems.push(`--interval: "${interval}" is not a number of seconds from 0.1 to 86400`);
  }
  for (const problem of problems) process.stderr.write(`error: ${problem}\n`);
  if (!discovery.ok || problems.length > 0) return ExitCode.usage;
  const ended = new AbortController();
  void nextStopSignal().then(() => ended.abort());
  // Nobody reads the output any more.
  process.stdout.on('error', () => ended.abort());
  const changes = discovery.value.watch(name, {
    interval: interval === undefined ? undefined : Number(interval),
    signal: ended.signal,
    onError: ({ message }) => process.stderr.write(`error: ${message}\n`),
  });
  // One command at a time: changes that happen meanwhile are merged into one.
  for await (const change of changes) {
    const at = new Date();
    process.stdout.write(asJson ? `${JSON.stringify({ at, ...change })}\n` : printChange(change, at));
    if (command === undefined) continue;
    const problem = await runCommand(command, `${JSON.stringify(change.endpoints)}\n`, ended.signal);
    if (problem !== undefined) process.stderr.write(`error: --exec: ${problem}\n`);
  }
  return ExitCode.ok;
}

function isInterval(text: string): boolean {
  return intervalPattern.test(text) && Number(text) >= 0.1 && Number(text) <= 86_400;
}
