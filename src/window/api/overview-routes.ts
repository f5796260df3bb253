// `/v1/overview` and `/v1/zones` as JSON. Refuses to know how they look to people.

import { replyWithJson, type WindowRoute } from '../http/router.ts';
import type { WindowModel } from '../model/window-model.ts';
import type { Overviews } from './overviews.ts';

export function overviewRoutes(model: WindowModel, overviews: Overviews): readonly WindowRoute[] {
  return [
    { path: '/v1/overview', handle: () => replyWithJson(overviews.current) },
    { path: '/v1/zones', handle: () => replyWithJson({ zones: model.summary?.hostedZones ?? [] }) },
  ];
}
