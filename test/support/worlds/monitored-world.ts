// A monitor with a stopped clock, scripted probes, repeatable randomness and a recorded log.

import type { Target } from '../../../src/health/target.ts';
import { Monitor, type MonitorSettings, type VerdictChange } from '../../../src/health/watching/monitor.ts';
import { FakeClock } from '../fake-clock.ts';
import { createRecordingLogger, type LogEntry } from '../recording-logger.ts';
import { createSeededRandom } from '../seeded-random.ts';
import { ScriptedProbe } from './scripted-probe.ts';

export const intervalMs = 30_000;
export const jitterMs = 0.05 * intervalMs;

export interface MonitoredWorld {
  readonly clock: FakeClock;
  readonly probe: ScriptedProbe;
  readonly monitor: Monitor & { readonly start: () => Promise<void> };
  readonly changes: (VerdictChange & { readonly atMs: number })[];
  readonly log: readonly LogEntry[];
  readonly upCount: () => number;
}

export function setUpMonitor(
  targets: readonly Target[],
  given: Partial<MonitorSettings> = {},
): MonitoredWorld {
  const clock = new FakeClock();
  const probe = new ScriptedProbe(clock);
  const random = createSeededRandom();
  const { logger, entries } = createRecordingLogger();
  const changes: MonitoredWorld['changes'] = [];
  const settings = { intervalMs, timeoutMs: 2000, rise: 1, fall: 2, ...given };
  const monitor = new Monitor(settings, {
    clock,
    random: random.next,
    logger,
    probe: probe.probe,
    onChange: (change) => changes.push({ ...change, atMs: clock.monotonicMs() }),
  });
  const start = () => monitor.watch(targets, settings);
  const upCount = () => monitor.report().filter(({ verdict }) => verdict === 'up').length;
  return { clock, probe, monitor: Object.assign(monitor, { start }), changes, log: entries, upCount };
}
