// The window, assembled: the model, everything that shows or keeps what it says, and the routes. Each part is added here and
// knows only the model and what it is given.

import { nameRoutes } from './api/name-routes.ts';
import { Router, type WindowRoute } from './http/router.ts';
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

export function openWindow(_settings: WindowSettings, _main: Main): Window {
  const model = new WindowModel();
  const routes: readonly WindowRoute[] = [...nameRoutes(model)];
  return {
    model,
    router: new Router(routes),
    apply: () => undefined,
    stop: () => Promise.resolve(),
  };
}
