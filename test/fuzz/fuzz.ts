// Fuzzes every target for a while, as many at a time as there are processors: make fuzz FUZZ_SECONDS=60 [FUZZ_TARGETS=…].
// First a canary: unless the fuzzer finds a planted bug, what it does not find elsewhere says nothing.

import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { loadTarget, targetNames, targetPath } from './fuzz-target.ts';
import { type FuzzOutcome, runJazzer } from './run-jazzer.ts';

const seconds = Number(process.env['FUZZ_SECONDS'] || 60);
/** It takes seconds on a machine that has nothing else to do. */
const canarySeconds = 240;
const directory = resolve('build/fuzz');
/** A target that reaches less than this from its seeds was not instrumented, or does nothing. */
const coverageMin = 10;

const tally = { passed: 0, failed: 0 };

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function judge(name: string, startedMs: number, problem: string | undefined, outcome: FuzzOutcome): void {
  const { runs, firstCoverage, coverage } = outcome;
  const tookSeconds = Math.max(1, Math.round((performance.now() - startedMs) / 1000));
  const figures = `${runs} inputs in ${tookSeconds} s, ${firstCoverage} edges and then ${coverage}`;
  say(`${problem === undefined ? 'passed' : 'FAILED'}  ${name}: ${figures}`);
  if (problem === undefined) tally.passed++;
  else {
    tally.failed++;
    say(problem);
  }
}

async function runCanary(): Promise<void> {
  const path = join(import.meta.dirname, 'canaries', 'deep-bug.js');
  const startedMs = performance.now();
  const target = await loadTarget(path);
  const fresh = join(directory, 'canary', String(process.pid));
  const run = { name: 'deep-bug', path, target, seconds: canarySeconds, directory: fresh };
  const outcome = await runJazzer(run);
  const isFound = outcome.finding?.report.includes('the planted bug') === true;
  const why = outcome.finding?.report ?? 'it found nothing';
  const problem = isFound ? undefined : `the fuzzer does not find a planted bug: ${why}`;
  judge('canary', startedMs, problem, outcome);
}

async function runTarget(name: string): Promise<void> {
  const startedMs = performance.now();
  const path = targetPath(name);
  const target = await loadTarget(path);
  const outcome = await runJazzer({ name, path, target, seconds, directory });
  judge(name, startedMs, problemOf(name, outcome), outcome);
}

function problemOf(name: string, { finding, coverage }: FuzzOutcome): string | undefined {
  if (finding !== undefined) {
    const again = `node dist/test/fuzz/replay.js ${name} ${finding.file ?? ''}`;
    return `${finding.report}\nonce more: ${again}`;
  }
  return coverage < coverageMin ? `reaches only ${coverage} edges` : undefined;
}

const chosen = (process.env['FUZZ_TARGETS'] ?? '').split(/[\s,]+/).filter((name) => name !== '');
const waiting = [...(chosen.length === 0 ? targetNames() : chosen)];
await runCanary();
const lanes = Array.from({ length: Math.max(1, availableParallelism()) }, async () => {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) await runTarget(name);
});
await Promise.all(lanes);
say(`${tally.passed} passed, ${tally.failed} failed, 0 skipped`);
process.exitCode = tally.failed === 0 ? 0 : 1;
