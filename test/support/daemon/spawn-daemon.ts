// The real command line as a child process, started as a service manager starts it: sockets from file descriptor 3 on,
// LISTEN_PID with the child's pid, a notify socket, and nothing of our own environment.

import { type ChildProcess, spawn } from 'node:child_process';
import { until } from '../until.ts';
import { testedProgram } from './tested-program.ts';

/** Tables in one line a row, however long their cells are. */
export const wideOutput = { COLUMNS: '1000' };

export interface SpawnSettings {
  /** Another than the one that was built. */
  readonly program?: string;
  readonly words?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Passed as file descriptors 3, 4, … */
  readonly fds?: readonly number[];
  /** A false value for LISTEN_FDS. */
  readonly listenFds?: string;
  /** A command to run the program with, for example in a namespace. */
  readonly prefix?: readonly string[];
  /** The child's limit of open files. */
  readonly filesMax?: number;
  /** False: nobody reads the child's standard output. */
  readonly isRead?: boolean;
}

export interface SpawnedProgram {
  readonly pid: number;
  readonly output: string;
  readonly errors: string;
  /** The exit code, or the name of the signal that ended it. */
  readonly ended: Promise<number | string>;
  readonly hasEnded: boolean;
  kill(signal: NodeJS.Signals): void;
  /** Resolves to how it ended; it is an error if the child does not end in time. */
  stop(signal?: NodeJS.Signals): Promise<number | string>;
}

const children = new Set<ChildProcess>();
process.on('exit', killChildren);

function killChildren(): void {
  for (const child of children) child.kill('SIGKILL');
}

/** To be called after each test that spawns: a failed test must not leave a child behind. */
export async function endSpawned(): Promise<void> {
  killChildren();
  await until('all children are gone', () => children.size === 0);
}

export function spawnProgram(settings: SpawnSettings = {}): SpawnedProgram {
  const {
    words = [],
    environment = {},
    fds = [],
    listenFds,
    prefix = [],
    filesMax,
    isRead = true,
    program = testedProgram,
  } = settings;
  const inherits = fds.length > 0 || listenFds !== undefined;
  // Only the child knows its pid before it starts: a shell that execs the program can pass it on.
  const script = [
    ...(filesMax === undefined ? [] : [`ulimit -n ${filesMax}`]),
    ...(inherits ? ['LISTEN_PID=$$', 'export LISTEN_PID'] : []),
    'exec "$@"',
  ].join('; ');
  const child = spawn('/bin/sh', ['-c', script, 'sh', ...prefix, process.execPath, program, ...words], {
    stdio: ['ignore', 'pipe', 'pipe', ...fds],
    env: {
      PATH: process.env['PATH'],
      ...wideOutput,
      ...(inherits ? { LISTEN_FDS: listenFds ?? String(fds.length) } : {}),
      ...environment,
    },
  });
  children.add(child);
  const output = collect(child.stdout, isRead);
  const errors = collect(child.stderr, true);
  const ended = new Promise<number | string>((resolve) => {
    child.once('exit', () => children.delete(child));
    child.once(isRead ? 'close' : 'exit', (code, signal) => {
      child.stdout?.destroy();
      resolve(code ?? signal ?? 'lost');
    });
  });
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  return {
    pid: child.pid ?? 0,
    get output() {
      return output();
    },
    get errors() {
      return errors();
    },
    ended,
    get hasEnded() {
      return hasEnded;
    },
    kill: (signal) => void child.kill(signal),
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await until(`the child ends on ${signal}`, () => hasEnded);
      return ended;
    },
  };
}

function collect(stream: NodeJS.ReadableStream | null, isRead: boolean): () => string {
  let text = '';
  stream?.on('error', () => undefined);
  if (isRead) stream?.on('data', (chunk) => (text += String(chunk)));
  return () => text;
}

export interface CommandResult {
  readonly code: number | string;
  readonly output: string;
  readonly errors: string;
}

/** Runs a command to its end. */
export async function runCommand(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const program = spawnProgram({ words, environment });
  const code = await program.ended;
  return { code, output: program.output, errors: program.errors };
}

/** A small zone, as variables, for tests that may ask as fast as they can. */
export function zoneVariables(
  names: unknown,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    HEALTHY_DNS_HOSTED_ZONE: 'example.test',
    HEALTHY_DNS_NS: '["ns1.elsewhere.test"]',
    HEALTHY_DNS_ZONE_RESOLUTIONS: typeof names === 'string' ? names : JSON.stringify(names),
    HEALTHY_DNS_LISTEN: '127.0.0.1',
    HEALTHY_DNS_PORT: '0',
    HEALTHY_DNS_RRL: 'off',
    ...more,
  };
}
