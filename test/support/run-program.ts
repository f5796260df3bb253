// Somebody else's program, run to its end: what it printed and how it ended. Always within a bound, so that a client that
// waits for ever fails one test instead of hanging the suite.

import { execFile } from 'node:child_process';

/** Debian installs some outside the PATH of users. */
const path = `${process.env['PATH'] ?? ''}:/usr/sbin`;

export interface ProgramSettings {
  /** For its standard input. */
  readonly input?: string;
  /** All that it sees of ours is the PATH. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly directory?: string;
  readonly withinMs?: number;
}

export interface ProgramRun {
  /** Exit code, or the signal that ended it. */
  readonly code: number | string;
  readonly output: string;
  readonly errors: string;
}

export function runProgram(
  program: string,
  words: readonly string[],
  { input, environment = {}, directory, withinMs = 30_000 }: ProgramSettings = {},
): Promise<ProgramRun> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      words,
      {
        env: { PATH: path, LANG: 'C.UTF-8', ...environment },
        timeout: withinMs,
        killSignal: 'SIGKILL',
        maxBuffer: 64 * 1024 * 1024,
        ...(directory === undefined ? {} : { cwd: directory }),
      },
      (error, output, errors) => {
        if (typeof error?.code === 'string') reject(error);
        else resolve({ code: error?.signal ?? error?.code ?? 0, output, errors });
      },
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}
