// Runs a program to its end and returns its output; a program that does not end in time is killed.

import { spawn } from 'node:child_process';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  /** Both streams, in the order in which they came. */
  readonly output: string;
  readonly tookMs: number;
}

const commandMsMax = 60_000;

export function runCommand(words: readonly string[], msMax: number = commandMsMax): Promise<Ended> {
  const [program = '', ...rest] = words;
  const startedAt = performance.now();
  return new Promise((resolve) => {
    // Of its own group: a kill(1) in a machine that finds no process to kill, and says 0, would end all of ours.
    const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let stdout = '';
    let output = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), msMax);
    const end = (code: number) => {
      clearTimeout(timer);
      resolve({ code, stdout, output, tookMs: Math.round(performance.now() - startedAt) });
    };
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on('error', (error) => {
      output += error.message;
      end(127);
    });
    child.on('close', (code) => end(code ?? 137));
  });
}
