// The window, assembled: the model, everything that shows or keeps what the model knows, and the routes. A new part gets its line
// here; it knows only the model and what it is given.

import { systemClock } from '../base/clock.ts';
import { quote } from '../base/quote.ts';
import { SerialQueue } from '../base/serial-queue.ts';
import type { Explanation } from '../control/protocol/explanation.ts';
import { HostResolver } from '../hosts/host-resolver.ts';
import { apiRoutes } from './api/api-routes.ts';
import { followModel } from './history/follow-model.ts';
import { History } from './history/history.ts';
import { historyRoutes } from './history/history-routes.ts';
import { ChangingAnswerer } from './http/changing-answerer.ts';
import { healthRoutes, type Liveness } from './http/health-routes.ts';
import { HttpListeners } from './http/http-listeners.ts';
import { noHttp } from './http/http-settings.ts';
import { Router, type WindowRoute } from './http/router.ts';
import { metricsRoute } from './metrics/metrics-route.ts';
import { WindowModel } from './model/window-model.ts';
import { Assets } from './page/assets.ts';
import { PublicPage } from './page/public-page.ts';
import { StatusPage } from './page/status-page.ts';
import type { Main } from './remote-main.ts';
import { showHistory } from './show-history.ts';
import { notifyCommands } from './telling/notify-commands.ts';
import { Tellers } from './telling/tellers.ts';
import type { WindowStart } from './window-protocol.ts';
import type { WindowSettings } from './window-settings.ts';

export interface Window {
  readonly model: WindowModel;
  /** For the control socket, which shows everything. */
  readonly router: Router;
  /** For the control socket alone. */
  readonly commands: Router;
  /** The configuration was reloaded. */
  apply(settings: WindowSettings): void;
  /** Writes what must not be lost first. */
  stop(): Promise<void>;
}

/** `onAdopting`: from then on the inherited sockets belong to this thread. */
export function openWindow(
  { settings: firstSettings, inherited }: WindowStart,
  main: Main,
  onAdopting: () => void = () => undefined,
): Window {
  let settings = firstSettings;
  const model = new WindowModel();
  const history = new History({ clock: systemClock, logger: main.logger, path: firstSettings.historyPath });
  followModel(model, history);
  const explain = (name: string) => askWhy(name, main);
  const onBug = (error: unknown, target: string) => tellOfBug(error, target, main);
  const shown = { model, history: showHistory(history), assets: new Assets(onBug) };
  const health = healthRoutes(() => askLiveness(main));
  const routes: readonly WindowRoute[] = [
    ...health,
    ...apiRoutes({ model, clock: systemClock, explain }),
    ...historyRoutes({ model, history, clock: systemClock }),
    metricsRoute(model, () => settings.metricsNames ?? 'all'),
    ...new StatusPage({ ...shown, explain }).routes,
  ];
  const router = new Router(routes, onBug);
  const publicHealth = healthRoutes(() => askLiveness(main), true);
  const forEverybody = new Router([...publicHealth, ...new PublicPage(shown).routes], onBug);
  const choose = () => (settings.statusPage === 'public' ? forEverybody : router);
  const forHttp = new ChangingAnswerer(choose());
  const listeners = new HttpListeners({
    ...{ logger: main.logger, router: forHttp, inherited },
    report: (status) => main.reportHttp(status),
  });
  const queue = new SerialQueue();
  const listen = () => void queue.run(() => listeners.apply(settings.http ?? noHttp));
  onAdopting();
  listen();
  const resolver = new HostResolver({ clock: systemClock, random: Math.random });
  resolver.use(settings.resolvers ?? []);
  const tellers = new Tellers(settings.notify ?? [], {
    ...{ model, resolver, clock: systemClock, random: Math.random, environment: process.env },
    logger: main.logger,
    stateDirectory: settings.stateDirectory,
    report: (status) => main.reportNotifications(status),
  });
  return {
    model,
    router,
    commands: new Router(notifyCommands(tellers), (error, target) => tellOfBug(error, target, main)),
    apply: (next) => {
      settings = next;
      forHttp.use(choose());
      history.keepIn(settings.historyPath);
      resolver.use(settings.resolvers ?? []);
      tellers.apply(settings.notify ?? []);
      listen();
    },
    async stop() {
      await Promise.all([history.stop(), tellers.stop(), queue.run(() => listeners.close())]);
      resolver.stop();
    },
  };
}

async function askWhy(name: string, main: Main): Promise<Explanation | undefined> {
  const answer = await main.ask({ kind: 'explain', name });
  return answer?.kind === 'explanation' ? answer.explanation : undefined;
}

async function askLiveness(main: Main): Promise<Liveness | undefined> {
  const answer = await main.ask({ kind: 'ready' });
  return answer?.kind === 'ready' ? answer.liveness : undefined;
}

/** To the log, never into a reply: an error may contain anything. */
function tellOfBug(error: unknown, target: string, { logger }: Main): void {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  logger.error(
    { event: 'window-bug', target, stack },
    `a request for ${quote(target)} failed because of a bug: ${error}`,
  );
}
