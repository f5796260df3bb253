// Runs the operator's program with a message on its standard input, and reports what became of it. Limited in time, and with nothing of
// ours in its environment.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Clock } from '../../../base/clock.ts';
import { errorCodeOf } from '../../../base/error-code.ts';
import { escapeCharacters } from '../../../base/quote.ts';
import type { Delivery } from './delivery.ts';

/** A program that sends a mail or a text message takes seconds. */
export const runMsMax = 20_000;
/** Its last line of output goes into a line of the log. */
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

export interface ProgramDependencies {
  readonly clock: Clock;
  readonly environment: NodeJS.ProcessEnv;
  /** Of the daemon, which leaves nothing behind that nobody would kill any more. */
  readonly ending: AbortSignal;
}

/** Never rejects. */
export function runProgram(
  { path, input }: Run,
  { clock, environment, ending }: ProgramDependencies,
): Promise<Delivery> {
  return new Promise((resolve) => {
    if (ending.aborted) return resolve({ kind: 'failed', reason: 'healthy-dns ended' });
    let child: ChildProcess;
    try {
      // A process group of its own, so that its children are killed with it.
      child = spawn(path, [], { stdio: ['pipe', 'pipe', 'pipe'], detached: true, env: cleaned(environment) });
    } catch (error) {
      resolve({ kind: 'failed', reason: explain(errorCodeOf(error), path) });
      return;
    }
    const output = readOutput(child);
    const callOff = clock.after(runMsMax, () => {
      killGroup(child);
      finish({ kind: 'failed', reason: `it was not done within ${runMsMax / 1000} s, and was killed` });
    });
    const killAtEnd = () => {
      killGroup(child);
      finish({ kind: 'failed', reason: 'it was not done when healthy-dns ended' });
    };
    ending.addEventListener('abort', killAtEnd);
    const finish = (delivery: Delivery) => {
      callOff();
      ending.removeEventListener('abort', killAtEnd);
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
      resolve(delivery);
    };
    child.once('error', (error) => finish({ kind: 'failed', reason: explain(errorCodeOf(error), path) }));
    child.once('exit', (code, signal) => {
      // Its last output may still be on its way.
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

/** The end of its output and errors, where programs say why they fail. All is read, so that it never blocks. */
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
  return line === '' ? '' : `: ${escapeCharacters(line.slice(0, outputCharactersMax))}`;
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended, and all that it began.
  }
}

function explain(code: string, path: string): string {
  switch (code) {
    case 'ENOENT':
      return existsSync(path)
        ? 'the interpreter that its first line names does not exist'
        : 'there is no such program';
    case 'EACCES':
      return 'it may not be run: make it executable, and readable by the service';
    default:
      return `it cannot be run (${code})`;
  }
}
