// Runs the operator's program with a message on its standard input, and says what became of it. In time or not at all, with
// nothing of ours in its environment.

import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '../../../base/clock.ts';
import { errorCodeOf } from '../../../base/error-code.ts';
import { escapeText } from '../../../base/quote.ts';
import type { Delivery } from './delivery.ts';

/** A program that sends a mail or a text message takes seconds. */
export const runMsMax = 20_000;
/** What it says goes into a line of the log. */
const outputOctetsMax = 4096;
const outputCharactersMax = 200;
/** The rest may be secrets: tokens in HEALTHY_DNS_* above all. */
const passedVariables = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'TZ',
  'TMPDIR',
  'STATE_DIRECTORY',
  'RUNTIME_DIRECTORY',
];

export interface Run {
  readonly path: string;
  readonly input: string;
}

/** Never rejects. */
export function runProgram(
  { path, input }: Run,
  { clock, environment }: { readonly clock: Clock; readonly environment: NodeJS.ProcessEnv },
): Promise<Delivery> {
  return new Promise((resolve) => {
    let child: ChildProcess;
    try {
      // A group of its own, so that what it begins ends with it.
      child = spawn(path, [], { stdio: ['pipe', 'pipe', 'pipe'], detached: true, env: cleaned(environment) });
    } catch (error) {
      resolve({ kind: 'failed', reason: explain(errorCodeOf(error)) });
      return;
    }
    const output = readOutput(child);
    const callOff = clock.after(runMsMax, () => {
      killGroup(child);
      finish({ kind: 'failed', reason: `it was not done within ${runMsMax / 1000} s, and was killed` });
    });
    const finish = (delivery: Delivery) => {
      callOff();
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
      resolve(delivery);
    };
    child.once('error', (error) => finish({ kind: 'failed', reason: explain(errorCodeOf(error)) }));
    child.once('exit', (code, signal) => {
      // What it wrote last may still be on its way.
      setImmediate(() =>
        finish(
          code === 0
            ? { kind: 'delivered' }
            : { kind: 'failed', reason: `it ended with ${code ?? signal}${describeOutput(output())}` },
        ),
      );
    });
    // A program need not read its input.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

function cleaned(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    passedVariables.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
  );
}

/** The last of it, errors and all: that is where a program says why it fails. More is read and dropped, so that it never waits. */
function readOutput({ stdout, stderr }: ChildProcess): () => string {
  let kept = Buffer.alloc(0);
  for (const stream of [stdout, stderr]) {
    stream?.on('error', () => undefined);
    stream?.on('data', (part: Buffer) => {
      kept = Buffer.concat([kept, part.subarray(-outputOctetsMax)]).subarray(-outputOctetsMax);
    });
  }
  return () => kept.toString('utf8');
}

function describeOutput(output: string): string {
  const line = output.trim().split('\n').at(-1)?.trim() ?? '';
  return line === '' ? '' : `: ${escapeText(line.slice(0, outputCharactersMax))}`;
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended, and all that it began.
  }
}

function explain(code: string): string {
  switch (code) {
    case 'ENOENT':
      return 'there is no such program';
    case 'EACCES':
      return 'it may not be run: make it executable, and readable by the service';
    default:
      return `it cannot be run (${code})`;
  }
}
