// A real daemon in this process with its window, which is asked as the control socket asks it.

import type { LogFields, Logger, LogLevel } from '../../../src/base/logger.ts';
import type { NameView, TargetView } from '../../../src/control/protocol/facts.ts';
import type { Overview } from '../../../src/control/protocol/overview.ts';
import type { DaemonSurroundings } from '../../../src/daemon/daemon.ts';
import { Happenings } from '../../../src/reporting/news/happenings.ts';
import { until } from '../until.ts';
import {
  type ReloadableDaemon,
  startReloadableDaemon,
  type ZoneSettings,
} from './start-reloadable-daemon.ts';

export interface ShownDaemon extends ReloadableDaemon {
  /** The body of a reply, which is JSON. */
  ask(target: string): Promise<unknown>;
  name(name: string): Promise<NameView | undefined>;
  target(key: string): Promise<TargetView | undefined>;
  overview(): Promise<Overview>;
}

export async function startShownDaemon(
  settings: ZoneSettings,
  surroundings: Partial<DaemonSurroundings> = {},
): Promise<ShownDaemon> {
  const happenings = new Happenings();
  const server = await startReloadableDaemon(settings, {
    logger: hearingLogger(happenings),
    window: { happenings },
    ...surroundings,
  });
  async function ask(target: string): Promise<unknown> {
    const reply = await server.daemon.view({ target, headers: {} });
    if (reply === undefined || !('stream' in reply)) return undefined;
    const pieces: string[] = [];
    for await (const piece of reply.stream(new AbortController().signal)) pieces.push(String(piece));
    return JSON.parse(pieces.join(''));
  }
  // The routes answer as their readers expect: other tests see to that.
  const name = async (wanted: string) => ((await ask(`/v1/names/${wanted}`)) as { name?: NameView }).name;
  const target = async (key: string) =>
    ((await ask(`/v1/targets/${encodeURIComponent(key)}`)) as { target?: TargetView }).target;
  const overview = async () => (await ask('/v1/overview')) as Overview;
  await until('the window knows the names', async () =>
    (await overview()).problems.every(({ kind }) => kind !== 'starting'),
  );
  return { ...server, ask, name, target, overview };
}

function hearingLogger({ hear }: Happenings): Logger {
  const at =
    (level: LogLevel): Logger[LogLevel] =>
    (fields: LogFields, message: string) =>
      hear(level, fields, message);
  return {
    debug: at('debug'),
    info: at('info'),
    warning: at('warning'),
    error: at('error'),
    critical: at('critical'),
  };
}
