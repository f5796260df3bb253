// What a new configuration says that only a start applies: a reload that passes over it in silence would leave its operator
// in the belief that it is done. Refuses to know how any of it is used.

import type { Finding } from '../config/findings/finding.ts';
import type { LoadedConfig } from '../publishing/loading/load-config.ts';

type StartSettings = Pick<LoadedConfig, 'udp' | 'runtimeDirectory'>;

export interface Started {
  /** The configuration of the start. */
  readonly config: StartSettings;
  /** What "auto" came to. */
  readonly engine: string;
}

export function findAwaitingRestart({ config, engine }: Started, next: StartSettings): readonly Finding[] {
  // Nobody chose the usual one, and whoever reloads may have other variables than the service.
  const directory = next.runtimeDirectory.isDefault ? config.runtimeDirectory : next.runtimeDirectory;
  const isOtherEngine = next.udp.engine !== config.udp.engine && next.udp.engine !== engine;
  return [
    ...(isOtherEngine
      ? compare('udp-engine', config.udp.engine, next.udp.engine)
      : compare('udp-workers', String(config.udp.workers), String(next.udp.workers))),
    ...compare('runtime-directory', config.runtimeDirectory.path, directory.path),
  ];
}

function compare(path: string, before: string, after: string): readonly Finding[] {
  if (before === after) return [];
  const message = `${after} takes effect at the next start; restart the daemon to apply it, until then it stays ${before}`;
  return [{ severity: 'warning', path, message }];
}
