// The window, assembled: the model, everything that shows or keeps what it says, and the routes. Each part is added here and
// knows only the model and what it is given.

import { systemClock } from '../base/clock.ts';
import type { Explanation } from '../control/protocol/explanation.ts';
import { apiRoutes } from './api/api-routes.ts';
import { Router, type WindowRoute } from './http/router.ts';
import { metricsRoute } from './metrics/metrics-route.ts';
import { WindowModel } from './model/window-model.ts';
import type { Main } from './remote-main.ts';
import type { WindowSettings } from './window-settings.ts';

export interface Window {
  readonly model: WindowModel;
  readonly router: Router;
  /** The configuration was reloaded. */
  apply(settings: WindowSettings): void;
  /** Writes what must not be lost. */
  stop(): Promise<void>;
}

export function openWindow(firstSettings: WindowSettings, main: Main): Window {
  let settings = firstSettings;
  const model = new WindowModel();
  const routes: readonly WindowRoute[] = [
    ...apiRoutes({ model, clock: systemClock, explain: (name) => explain(name, main) }),
    metricsRoute(model, () => settings.metricsNames ?? 'all'),
  ];
  return {
    model,
    router: new Router(routes),
    apply: (next) => {
      settings = next;
    },
    stop: () => Promise.resolve(),
  };
}

async function explain(name: string, main: Main): Promise<Explanation | undefined> {
  const answer = await main.ask({ kind: 'explain', name });
  return answer?.kind === 'explanation' ? answer.explanation : undefined;
}
