// Everything that the window says as JSON, by path. docs/control.md describes it. Refuses to know who asks.

import type { Clock } from '../../base/clock.ts';
import type { Explanation } from '../../control/protocol/explanation.ts';
import type { WindowRoute } from '../http/router.ts';
import type { WindowModel } from '../model/window-model.ts';
import { liveRoutes } from './live-routes.ts';
import { nameRoutes } from './name-routes.ts';
import { overviewRoutes } from './overview-routes.ts';
import { Overviews } from './overviews.ts';
import { targetRoutes } from './target-routes.ts';

export interface ApiParts {
  readonly model: WindowModel;
  readonly clock: Clock;
  /** Of a full name; nothing if the daemon does not say in time. */
  readonly explain: (name: string) => Promise<Explanation | undefined>;
}

export function apiRoutes(parts: ApiParts): readonly WindowRoute[] {
  const overviews = new Overviews(parts.model, parts.clock);
  return [
    ...nameRoutes(parts),
    ...targetRoutes(parts),
    ...overviewRoutes(parts.model, overviews),
    ...liveRoutes({ ...parts, overviews }),
  ];
}
