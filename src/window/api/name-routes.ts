// Names and targets as JSON. Refuses to know how they look to people.

import { replyWithJson, type WindowRoute } from '../http/router.ts';
import type { WindowModel } from '../model/window-model.ts';

export function nameRoutes(model: WindowModel): readonly WindowRoute[] {
  return [
    { path: '/v1/names', handle: () => replyWithJson({ names: [...model.names.values()] }) },
    { path: '/v1/targets', handle: () => replyWithJson({ targets: [...model.targets.values()] }) },
  ];
}
