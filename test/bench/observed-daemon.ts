// A daemon in a separate process that reports to its parent the moment of every verdict and the lateness of its probes,
// and probes only while its parent wants it to; it opens a window where its flags say so. Its flags come as JSON on the command line, behind them, where they are wanted,
// the path of a control socket, and a file with the flags of a reload.

import { readFileSync } from 'node:fs';
import type { Logger } from '../../src/base/logger.ts';
import { readConfig } from '../../src/config/read-config.ts';
import type { CommandLine } from '../../src/config/sources/raw-value.ts';
import { openControl } from '../../src/control/control-server.ts';
import { routes } from '../../src/control/protocol/routes.ts';
import { serveGet } from '../../src/control/serve-route.ts';
import { startDaemon } from '../../src/daemon/start-daemon.ts';
import type { RememberedVerdict } from '../../src/health/watching/monitor.ts';
import type { TargetReport } from '../../src/health/watching/watch.ts';
import { loadLibc } from '../../src/linux/libc.ts';
import { loadConfig } from '../../src/publishing/loading/load-config.ts';
import { Happenings } from '../../src/reporting/news/happenings.ts';
import { monotonicMs, type Percentiles, percentilesOf } from './statistics.ts';

export type FromDaemon =
  | { readonly kind: 'serving'; readonly port: number }
  | { readonly kind: 'verdict'; readonly address: string; readonly atMs: number }
  | { readonly kind: 'reloaded'; readonly ms: number }
  | { readonly kind: 'lateness'; readonly probes: number; readonly latenessMs: Percentiles };

/** While it does not probe, it keeps answering from its current verdicts. */
export type ToDaemon = 'tell lateness' | 'stop probing' | 'probe again' | 'reload';

const [flags = '{}', controlPath, reloadFile] = process.argv.slice(2);
const config = readConfig(JSON.parse(flags) as CommandLine, {});
if (!config.ok) throw new Error(JSON.stringify(config.problem.slice(0, 3)));

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
const loaded = loadConfig(config.value);
if (!loaded.ok) throw new Error(loaded.problem.map(({ message }) => message).join('\n'));
const started = await startDaemon(loaded.value, {
  logger,
  libc: loadLibc(),
  ...(config.value.http.listen.length > 0 && { window: { happenings: new Happenings() } }),
});
if (!started.ok) throw new Error(started.problem.map(({ message }) => message).join('\n'));
const { monitor, endpoints } = started.value;
if (controlPath !== undefined)
  await openControl(controlPath, [serveGet(routes.status, () => started.value.status())]);
const { health } = config.value;

// Every single value instead of a permanent histogram: earlier phases must not count.
let latenessMs: number[] = [];
monitor.lateness.count = (ms) => {
  latenessMs.push(ms);
};
function tellLateness(): void {
  tell({ kind: 'lateness', probes: latenessMs.length, latenessMs: percentilesOf(latenessMs) });
  latenessMs = [];
}

/** What was probed when it was stopped, with the verdicts. */
let paused: readonly TargetReport[] = [];

// Nothing is published while nothing is probed, so nobody misses the verdicts that the monitor forgets.
function stopProbing(): void {
  paused = monitor.report();
  void monitor.watch([], health);
}

function probeAgain(): void {
  const remembered = new Map<string, RememberedVerdict>();
  for (const { target, verdict, sinceSeconds = 0 } of paused) {
    if (verdict !== 'unknown') remembered.set(target.key, { verdict, sinceSeconds });
  }
  const targets = paused.map(({ target }) => target);
  void monitor.watch(targets, health, remembered);
}

/** As a command does it: what was written is read, and then served. */
async function reload(): Promise<void> {
  const startMs = monotonicMs();
  const next = readConfig(JSON.parse(readFileSync(reloadFile ?? '', 'utf8')) as CommandLine, {});
  const loaded = next.ok ? loadConfig(next.value) : undefined;
  if (loaded?.ok !== true || !started.ok) throw new Error('the configuration of the benchmark is valid');
  await started.value.reload(loaded.value);
  tell({ kind: 'reloaded', ms: monotonicMs() - startMs });
}

process.on('message', (message: ToDaemon) => {
  switch (message) {
    case 'tell lateness':
      return tellLateness();
    case 'stop probing':
      return stopProbing();
    case 'probe again':
      return probeAgain();
    case 'reload':
      return void reload();
  }
});
// There is nobody left to report to.
process.on('disconnect', () => process.exit(0));
tell({ kind: 'serving', port: endpoints[0]?.port ?? 0 });
