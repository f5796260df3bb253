// A real daemon in this process whose configuration can be replaced, with a service manager that only records.

import type { Result } from '../../../src/base/result.ts';
import { type Finding, printFinding } from '../../../src/config/findings/finding.ts';
import { readConfig } from '../../../src/config/read-config.ts';
import type { CommandLine } from '../../../src/config/sources/raw-value.ts';
import type { Daemon, DaemonSurroundings } from '../../../src/daemon/daemon.ts';
import { startDaemon } from '../../../src/daemon/start-daemon.ts';
import { loadLibc } from '../../../src/linux/libc.ts';
import { type LoadedConfig, loadConfig } from '../../../src/publishing/loading/load-config.ts';
import { createNotifier } from '../../../src/systemd/notifier.ts';
import { createRecordingLogger, type LogEntry } from '../recording-logger.ts';
import { engineFlags } from './start-test-daemon.ts';

export interface ZoneSettings {
  /** 'none': nothing is configured. */
  readonly zone?: string;
  readonly aliases?: readonly string[];
  readonly names?: Readonly<Record<string, unknown>>;
  readonly flags?: CommandLine;
}

export interface ReloadableDaemon {
  readonly daemon: Daemon;
  readonly port: number;
  readonly log: readonly LogEntry[];
  /** What the service manager was told. */
  readonly notices: readonly string[];
  readonly serial: number | undefined;
  reload(settings: ZoneSettings): Promise<Result<void, readonly Finding[]>>;
  events(name: string): readonly LogEntry[];
}

export function configOf({
  zone = 'example.test',
  aliases = [],
  names = {},
  flags,
}: ZoneSettings): LoadedConfig {
  const content = {
    'hosted-zone': zone,
    'alias-zones': JSON.stringify(aliases),
    ns: '["ns1.elsewhere.test"]',
    'zone-resolutions': JSON.stringify(names),
  };
  const config = readConfig(
    {
      ...(zone === 'none' ? {} : content),
      listen: '127.0.0.1',
      port: '0',
      rrl: 'off',
      ...engineFlags,
      ...flags,
    },
    {},
    { mayLackZone: true },
  );
  const loaded = config.ok ? loadConfig(config.value) : config;
  if (!loaded.ok) throw new Error(loaded.problem.map(printFinding).join('\n'));
  return loaded.value;
}

const running = new Set<Daemon>();

/** To be called after each test by those who use `startReloadableDaemon`. */
export async function stopDaemons(): Promise<void> {
  const daemons = [...running];
  running.clear();
  await Promise.all(daemons.map((daemon) => daemon.stop()));
}

export async function startReloadableDaemon(
  settings: ZoneSettings = {},
  surroundings: Partial<DaemonSurroundings> = {},
): Promise<ReloadableDaemon> {
  const { logger, entries } = createRecordingLogger();
  const notices: string[] = [];
  const notifier = createNotifier((state) => notices.push(state));
  const started = await startDaemon(configOf(settings), {
    logger,
    notifier,
    libc: loadLibc(),
    ...surroundings,
  });
  if (!started.ok) throw new Error(started.problem.map(({ message }) => message).join('\n'));
  const daemon = started.value;
  running.add(daemon);
  return {
    daemon,
    get port() {
      return daemon.endpoints[0]?.port ?? 0;
    },
    log: entries,
    notices,
    get serial() {
      return daemon.status().serial;
    },
    reload: (next) => daemon.reload(configOf(next)),
    events: (name) => entries.filter(({ fields }) => fields.event === name),
  };
}
