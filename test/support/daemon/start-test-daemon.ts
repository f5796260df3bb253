// A real daemon on real loopback sockets, in this process, with flags as an operator would write them.

import type { Clock } from '../../../src/base/clock.ts';
import { printFinding } from '../../../src/config/findings/finding.ts';
import { readConfig } from '../../../src/config/read-config.ts';
import type { CommandLine, Environment } from '../../../src/config/sources/raw-value.ts';
import type { Daemon } from '../../../src/daemon/daemon.ts';
import { startDaemon } from '../../../src/daemon/start-daemon.ts';
import { loadLibc } from '../../../src/linux/libc.ts';
import { loadConfig } from '../../../src/publishing/loading/load-config.ts';
import { createRecordingLogger, type LogEntry } from '../recording-logger.ts';

/** The suite uses the engine that operators get, unless told to use the other. */
export const testedUdpEngine = process.env['TEST_UDP_ENGINE'] ?? 'batch';
/** One thread, so that a rotation is in order. test/serving/udp/udp-engines.test.ts has several. */
export const engineFlags = {
  'udp-engine': testedUdpEngine,
  ...(testedUdpEngine === 'batch' ? { 'udp-workers': '1' } : {}),
};

export interface TestDaemon {
  readonly daemon: Daemon;
  /** The port, the same for UDP and TCP, on 127.0.0.1 (unless `listen` says otherwise). */
  readonly port: number;
  readonly log: readonly LogEntry[];
  stop(): Promise<void>;
}

export interface TestDaemonSettings {
  readonly zone?: string;
  readonly aliases?: readonly string[];
  readonly ns?: readonly string[];
  readonly names?: Readonly<Record<string, unknown>>;
  /** More flags, or other values for those set here. */
  readonly flags?: CommandLine;
  readonly environment?: Environment;
  /** For what depends on the time of day. */
  readonly clock?: Clock;
}

export async function startTestDaemon(settings: TestDaemonSettings = {}): Promise<TestDaemon> {
  const { zone = 'example.test', aliases = [], ns = ['ns1.example.test'], names = {} } = settings;
  const config = readConfig(
    {
      'hosted-zone': zone,
      'alias-zones': JSON.stringify(aliases),
      ns: JSON.stringify(ns),
      'zone-resolutions': JSON.stringify(names),
      listen: '127.0.0.1',
      port: '0',
      ...engineFlags,
      // Tests ask as fast as they can, all from one address; test/daemon/reply-limit.test.ts has the limit.
      rrl: 'off',
      ...settings.flags,
    },
    settings.environment ?? {},
  );
  const loaded = config.ok ? loadConfig(config.value) : config;
  if (!loaded.ok) throw new Error(loaded.problem.map(printFinding).join('\n'));
  const { logger, entries } = createRecordingLogger();
  const started = await startDaemon(loaded.value, {
    logger,
    libc: loadLibc(),
    ...(settings.clock === undefined ? {} : { clock: settings.clock }),
  });
  if (!started.ok) throw new Error(started.problem.map(({ message }) => message).join('\n'));
  const daemon = started.value;
  return { daemon, port: daemon.endpoints[0]?.port ?? 0, log: entries, stop: () => daemon.stop() };
}
