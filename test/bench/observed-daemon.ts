// A daemon in a process of its own that tells its parent the moment of every verdict, and how late its probes were.
// Its flags come as JSON on the command line.

import type { Logger } from '../../src/base/logger.ts';
import type { CommandLine } from '../../src/config/gather-values.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { startDaemon } from '../../src/daemon/start-daemon.ts';
import { loadLibc } from '../../src/linux/libc.ts';
import { monotonicMs, percentileOf } from './statistics.ts';

export type FromDaemon =
  | { readonly kind: 'serving'; readonly port: number }
  | { readonly kind: 'verdict'; readonly address: string; readonly atMs: number }
  | { readonly kind: 'lateness'; readonly probes: number; readonly latenessMs: Lateness };

export type ToDaemon = 'tell lateness';

type Lateness = Readonly<Record<'p50' | 'p99' | 'p999' | 'max', number>>;

const config = readConfig(JSON.parse(process.argv[2] ?? '{}') as CommandLine, {});
if (!config.ok) throw new Error('the configuration of the benchmark is valid');

const tell = (message: FromDaemon) => process.send?.(message);
const watchVerdicts: Logger['info'] = ({ event, address }) => {
  const isVerdict = event === 'target-up' || event === 'target-down';
  if (isVerdict) tell({ kind: 'verdict', address: String(address), atMs: monotonicMs() });
};
const logger: Logger = {
  debug: () => undefined,
  info: watchVerdicts,
  warning: watchVerdicts,
  error: () => undefined,
  critical: (_fields, message) => process.stderr.write(`${message}\n`),
};
const started = await startDaemon(
  { ...config.value, signingSettings: undefined },
  { logger, libc: await loadLibc() },
);
if (!started.ok) throw new Error(started.problem.join('\n'));
const { monitor, endpoints } = started.value;

// Every single figure instead of a histogram for good: what was before this phase must not count.
let latenessMs: number[] = [];
monitor.lateness.count = (ms) => {
  latenessMs.push(ms);
};
process.on('message', () => {
  const at = (share: number) => percentileOf(latenessMs, share);
  const told: Lateness = { p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) };
  tell({ kind: 'lateness', probes: latenessMs.length, latenessMs: told });
  latenessMs = [];
});
// Nobody is left to be told anything.
process.on('disconnect', () => process.exit(0));
tell({ kind: 'serving', port: endpoints[0]?.port ?? 0 });
