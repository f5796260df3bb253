// The real command line as a child process: what it prints and how it exits.

import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { makeTemporaryDirectory } from '../temporary-directory.ts';
import { until } from '../until.ts';
import { wideOutput } from './spawn-daemon.ts';

const program = fileURLToPath(new URL('../../../src/bin/entry.js', import.meta.url));
/** Without the environment of the tests, which may be an operator's, and without traces of other runs. */
function bareEnvironment(): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    ...wideOutput,
    HEALTHY_DNS_RUNTIME_DIRECTORY: makeTemporaryDirectory(),
  };
}

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function runCli(args: readonly string[], environment: Record<string, string> = {}): CliRun {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    env: { ...bareEnvironment(), ...environment },
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  return { code: status, stdout, stderr };
}

/** A server that keeps running; `stop` is for a test that failed before it ended by itself. */
export class RunningCli {
  readonly child: ChildProcessWithoutNullStreams;
  stdout = '';
  stderr = '';
  /** Exit code, or the signal that killed it. */
  ended: number | string | undefined;

  constructor(args: readonly string[], environment: Record<string, string> = {}) {
    this.child = spawn(process.execPath, [program, ...args], {
      env: { ...bareEnvironment(), ...environment },
    });
    this.child.stdout.on('data', (chunk) => {
      this.stdout += chunk;
    });
    this.child.stderr.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.child.once('close', (code, signal) => {
      this.ended = code ?? signal ?? 'unknown';
    });
  }

  /** The port that it serves on, as soon as it does. */
  async port(): Promise<number> {
    await until('it serves', () => /serving .* on /.test(this.stdout) || this.ended !== undefined);
    const port = /serving .* on \S+:(\d+)/.exec(this.stdout)?.[1];
    if (port === undefined) throw new Error(`it does not serve: ${this.stdout}${this.stderr}`);
    return Number(port);
  }

  async end(withinMs: number): Promise<number | string | undefined> {
    await until('it has ended', () => this.ended !== undefined, withinMs);
    return this.ended;
  }

  stop(): void {
    if (this.ended === undefined) this.child.kill('SIGKILL');
  }
}
