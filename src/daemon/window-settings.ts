// Configuration -> the window's settings. Refuses to know what the window does with them.

import { historyPath } from '../config/settings/read-history.ts';
import type { LoadedConfig } from '../publishing/loading/load-config.ts';
import type { WindowSettings } from '../window/window-settings.ts';
import type { DescriptorBudget } from './descriptor-budget.ts';

/** What is not part of the configuration. */
export interface WindowSurroundings {
  /** For history and what receivers were told; absent: neither is kept over restarts. */
  readonly stateDirectory?: string | undefined;
}

export function windowSettingsOf(
  {
    http: { listen, allow, hosts },
    httpTokenDigests,
    metricsNames,
    history,
    statusPage,
    notify,
    resolvers,
  }: LoadedConfig,
  { stateDirectory }: WindowSurroundings,
  { httpConnectionsMax }: DescriptorBudget,
): WindowSettings {
  return {
    stateDirectory,
    ...{ metricsNames, statusPage, notify, resolvers },
    historyPath: historyPath(history, stateDirectory),
    http: {
      ...{ listen, allow, hosts },
      tokenDigests: httpTokenDigests,
      connectionsMax: httpConnectionsMax,
    },
  };
}
