// Somebody else's server as a separate process, from its start until it answers. Ended with this program at the latest.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { until } from '../until.ts';

/** Debian installs servers outside the PATH of users. */
export const serverEnvironment = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };

export interface OtherServer {
  readonly pid: number;
  /** What it has said so far. */
  readonly log: string;
  readonly hasEnded: boolean;
  stop(): Promise<void>;
  /** As a power cut does, for all of its processes. */
  kill(): Promise<void>;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) signal(child, 'SIGKILL');
});

/** `word` makes the program print something and end. */
export function isInstalled(program: string, word: string): boolean {
  return spawnSync(program, [word], { env: serverEnvironment }).error === undefined;
}

/** Returns when it answers, or with what it said when it ended instead. */
export async function runOtherServer(
  program: string,
  words: readonly string[],
  answers: () => Promise<boolean>,
  directory?: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<OtherServer | string> {
  const child = spawn(program, words, {
    env: { ...serverEnvironment, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
    // NSD is several processes: a group of their own, so that none is left behind.
    detached: true,
    ...(directory === undefined ? {} : { cwd: directory }),
  });
  running.add(child);
  const said: string[] = [];
  let hasEnded = false;
  child.stderr.on('data', (chunk) => said.push(String(chunk)));
  child.once('close', () => {
    running.delete(child);
    hasEnded = true;
  });
  const ended = () => until(`${program} has ended`, () => hasEnded);
  const kill = () => {
    signal(child, 'SIGKILL');
    return ended();
  };
  try {
    await until(`${program} answers`, async () => hasEnded || (await answers()));
  } catch (cause) {
    await kill();
    throw new Error(said.join(''), { cause });
  }
  if (hasEnded) return said.join('');
  return {
    pid: child.pid ?? 0,
    get log() {
      return said.join('');
    },
    get hasEnded() {
      return hasEnded;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended().catch(kill);
    },
    kill,
  };
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // All of the group have ended.
  }
}
