// strace as a power switch: it kills a process when it is about to make a system call for the n-th time. Without it, or where the
// kernel lets nobody trace, a test is skipped.

import { spawn, spawnSync } from 'node:child_process';
import { isInstalled } from '../dns/run-other-server.ts';
import { needTool, skipBecause } from '../run-openssl.ts';
import { until } from '../until.ts';

const isHere = isInstalled('strace', '-V');

export function needStrace(context: Mocha.Context): void {
  needTool(context, isHere, 'strace is not installed; it comes with the package strace');
  const { status, stderr } = spawnSync('strace', ['-o', '/dev/null', 'true'], { encoding: 'utf8' });
  // Installing something would not change that.
  if (status !== 0) skipBecause(context, `tracing is not permitted: ${stderr.trim()}`);
}

/** Resolves when it is in place; it ends with the process. `call` is a set of system calls as strace names it. */
export async function killAtCall(pid: number, call: string, time: number): Promise<void> {
  const words = ['-f', '-p', String(pid), '-e', `trace=${call}`, '-o', '/dev/null'];
  const injection = ['-e', `inject=${call}:signal=SIGKILL:when=${time}`];
  const tracer = spawn('strace', [...words, ...injection], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  tracer.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  await until('strace has attached', () => said.includes('attached') || tracer.exitCode !== null);
  if (tracer.exitCode !== null) throw new Error(said);
}
