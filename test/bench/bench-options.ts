// The command line of the benchmarks.

import { parseArgs } from 'node:util';
import { type Workload, workloads } from './workloads.ts';

export interface BenchOptions {
  readonly workloads: readonly Workload[];
  readonly rounds: number;
  readonly seconds: number;
  /** Names of servers, or nothing for all that are installed. */
  readonly peers: readonly string[] | undefined;
  /** Whether to measure start-up, memory, idle CPU and the control plane too. */
  readonly hasMore: boolean;
  readonly out: string;
}

export const usage: string = `usage: node dist/test/bench/bench.js [flags]
  --quick             one short round of everything
  --rounds <count>    rounds, in which every server has its turn (5)
  --seconds <count>   length of a turn (2)
  --only <names>      some workloads only, and nothing else: ${workloads.map(({ name }) => name).join(',')}
  --peers <names>     some servers only, by the name in the table
  --out <file>        where the figures go as JSON (build/bench.json)
`;

/** Nothing when the words make no sense. */
export function readBenchOptions(words: readonly string[]): BenchOptions | undefined {
  const values = readWords(words);
  if (values === undefined) return undefined;
  const only = values.only?.split(',');
  const known = new Set(workloads.map(({ name }) => name));
  const isQuick = values.quick === true;
  const rounds = Number(values.rounds ?? (isQuick ? 1 : 5));
  const seconds = Number(values.seconds ?? (isQuick ? 1 : 2));
  if (!(rounds >= 1) || !(seconds > 0) || only?.some((name) => !known.has(name))) return undefined;
  return {
    workloads: workloads.filter(({ name }) => only?.includes(name) ?? true),
    rounds,
    seconds,
    peers: values.peers?.split(','),
    hasMore: only === undefined,
    out: values.out ?? 'build/bench.json',
  };
}

const text = { type: 'string' } as const;
const flags = {
  quick: { type: 'boolean' },
  rounds: text,
  seconds: text,
  only: text,
  peers: text,
  out: text,
} as const;

function readWords(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: flags }).values;
  } catch {
    return undefined;
  }
}
