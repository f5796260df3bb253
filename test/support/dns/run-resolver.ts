// Somebody else's resolver as a separate process, from its start until it answers. Ended with this program at the latest.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { until } from '../until.ts';

/** Debian installs resolvers outside the PATH of users. */
const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };

export interface RunningResolver {
  /** What it has said so far. */
  readonly log: string;
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** `word` makes the program print something and end. */
export function isInstalled(program: string, word: string): boolean {
  return spawnSync(program, [word], { env }).error === undefined;
}

/** Returns when it answers, or with what it said when it ended instead. */
export async function runResolver(
  program: string,
  words: readonly string[],
  answers: () => Promise<boolean>,
): Promise<RunningResolver | string> {
  const child = spawn(program, words, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  running.add(child);
  let log = '';
  let hasEnded = false;
  child.stderr.on('data', (chunk) => {
    log += String(chunk);
  });
  child.once('close', () => {
    running.delete(child);
    hasEnded = true;
  });
  await until(`${program} answers`, async () => hasEnded || (await answers()));
  if (hasEnded) return log;
  return {
    get log() {
      return log;
    },
    async stop() {
      child.kill('SIGTERM');
      await until(`${program} has ended`, () => hasEnded).catch(() => child.kill('SIGKILL'));
    },
  };
}
