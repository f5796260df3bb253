// Runs one fuzz target under Jazzer.js for a time, in a process of its own, and tells how far it got.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FuzzTarget } from './fuzz-target.ts';
import { variablesForAddon } from './older-glibc.ts';

export interface FuzzRun {
  readonly name: string;
  readonly path: string;
  readonly target: FuzzTarget;
  readonly seconds: number;
  /** What was found is written here, and inputs that reached something new are kept from run to run. */
  readonly directory: string;
}

export interface FuzzOutcome {
  readonly runs: number;
  /** Edges that the seeds reached, and that were reached in the end. */
  readonly firstCoverage: number;
  readonly coverage: number;
  /** What was found, and the file with the input; absent: nothing. */
  readonly finding?: { readonly report: string; readonly file: string | undefined };
}

/** What takes longer hangs. By the clock on the wall, and the first input may load modules on a machine that is busy. */
const inputSecondsMax = 60;
const residentMebibytesMax = 2048;
/** To load, to instrument, to run the seeds and what earlier runs kept, and to end: minutes where others have the processors. */
const sparedMs = 600_000;
const memoryDirectory = '/dev/shm';

export async function runJazzer(run: FuzzRun): Promise<FuzzOutcome> {
  const { directory, name } = run;
  const seeds = join(directory, 'seeds', name);
  const corpus = join(directory, 'corpus', name);
  const findings = join(directory, 'findings', name);
  for (const folder of [seeds, corpus, findings]) mkdirSync(folder, { recursive: true });
  for (const [index, seed] of run.target.seeds().entries()) writeFileSync(join(seeds, `${index}`), seed);
  const before = new Set(readdirSync(findings));
  const { output, code } = await runProgram(argumentsOf(run, [corpus, seeds], findings), run);
  const progress = [...output.matchAll(/^#(\d+)\s+(\w+)\s+cov: (\d+) /gm)];
  const inited = progress.find(([, , what]) => what === 'INITED');
  const last = progress.at(-1);
  const outcome = {
    runs: Number(/^Done (\d+) runs/m.exec(output)?.[1] ?? last?.[1] ?? 0),
    firstCoverage: Number(inited?.[3] ?? 0),
    coverage: Number(last?.[3] ?? 0),
  };
  if (code === 0) return outcome;
  const file = readdirSync(findings).find((found) => !before.has(found));
  const hung = code === null ? `it was still at work ${sparedMs / 1000} s later than it should be\n` : '';
  const report = hung + output.replaceAll(/^(?:#\d+|INFO:|Dictionary).*\n/gm, '').trim();
  return { ...outcome, finding: { report, file: file && join(findings, file) } };
}

/** Our modules are instrumented, the oracles among them: what they compare leads the fuzzer as well. */
function argumentsOf({ path, target, seconds }: FuzzRun, folders: readonly string[], findings: string) {
  const jazzer = join(dirname(createRequire(import.meta.url).resolve('@jazzer.js/core')), 'cli.js');
  return [
    jazzer,
    path,
    ...folders,
    ...(isAsync(target) ? [] : ['--sync']),
    ...['--includes', '/dist/src/', '--includes', '/dist/test/fuzz/'],
    // Nobody here runs commands or opens files by names that strangers give; prototypes may be polluted by any JSON.
    ...['--disableBugDetectors', 'command-injection', '--disableBugDetectors', 'path-traversal'],
    ...['--timeout', String(inputSecondsMax * 1000)],
    '--',
    `-max_total_time=${seconds}`,
    // The same draws each time, for whoever must not be surprised; new ones for whoever looks for surprises.
    ...(process.env['FUZZ_SEED'] === undefined ? [] : [`-seed=${process.env['FUZZ_SEED']}`]),
    // Comparisons that nearly hold count as progress: a type or an option of sixteen bits is not hit by chance.
    '-use_value_profile=1',
    `-max_len=${target.octetsMax}`,
    `-rss_limit_mb=${residentMebibytesMax}`,
    `-artifact_prefix=${findings}/`,
  ];
}

function isAsync({ fuzz }: FuzzTarget): boolean {
  return fuzz.constructor.name === 'AsyncFunction';
}

function runProgram(
  given: readonly string[],
  { seconds }: FuzzRun,
): Promise<{ readonly output: string; readonly code: number | null }> {
  // Files that targets write are for no disk.
  const temporary = mkdtempSync(join(existsSync(memoryDirectory) ? memoryDirectory : tmpdir(), 'fuzz-'));
  const env = { ...process.env, ...variablesForAddon(), TMPDIR: temporary };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, given, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000 + sparedMs);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      rmSync(temporary, { recursive: true, force: true });
      resolve({ output, code });
    });
  });
}
