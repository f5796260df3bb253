// Runs dnsperf once and parses its output.

import { spawn } from 'node:child_process';
import { keepTrack, killGroup } from './clean-up.ts';
import { onGeneratorCore } from './cores.ts';

export interface DnsperfPlan {
  readonly port: number;
  readonly transport: 'udp' | 'tcp';
  readonly queryFile: string;
  readonly seconds: number;
  readonly flags: readonly string[];
}

export interface DnsperfResult {
  readonly sent: number;
  readonly completed: number;
  readonly lost: number;
  /** Answers by response code, with dnsperf's names. */
  readonly codes: Readonly<Record<string, number>>;
  readonly queriesPerSecond: number;
  readonly latencyMicroseconds: number;
}

/** A query without a reply is lost after this long; on loopback only a busy machine makes replies late. */
const lostAfterSeconds = 1;
/** Holds the replies of a whole flight, so that the generator itself loses none while another program has its core. */
const bufferKilobytes = 4096;
const endsWithinMs = 10_000;

export async function runDnsperf(plan: DnsperfPlan): Promise<DnsperfResult> {
  const words = onGeneratorCore([
    'dnsperf',
    ...['-s', '127.0.0.1', '-p', String(plan.port), '-m', plan.transport],
    ...['-d', plan.queryFile, '-l', String(plan.seconds)],
    ...['-t', String(lostAfterSeconds), '-b', String(bufferKilobytes)],
    ...plan.flags,
  ]);
  return readDnsperf(await run(words, plan.seconds * 1000 + endsWithinMs));
}

function run([program = '', ...words]: readonly string[], withinMs: number): Promise<string> {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  keepTrack(child);
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  const timer = setTimeout(() => killGroup(child, 'SIGKILL'), withinMs);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(output);
      else reject(new Error(`dnsperf ended with ${code ?? signal}: ${errors.trim().slice(-500)}`));
    });
  });
}

export function readDnsperf(output: string): DnsperfResult {
  const numberAfter = (title: string) => {
    const figure = output.match(new RegExp(`${title}:\\s+([0-9.]+)`))?.[1];
    // Another version may print something else; missing figures must not become zeros.
    if (figure === undefined) throw new Error(`dnsperf prints no "${title}"`);
    return Number(figure);
  };
  const codes = output.match(/Response codes:\s+(.*)/)?.[1] ?? '';
  return {
    sent: numberAfter('Queries sent'),
    completed: numberAfter('Queries completed'),
    lost: numberAfter('Queries lost'),
    codes: Object.fromEntries(
      [...codes.matchAll(/([A-Z0-9]+) (\d+)/g)].map(([, code = '', count]) => [code, Number(count)]),
    ),
    queriesPerSecond: numberAfter('Queries per second'),
    latencyMicroseconds: numberAfter('Average Latency \\(s\\)') * 1e6,
  };
}
