// Operators' commands about notifications, for the control socket alone.

import { replyWithJson, type WindowRoute } from '../http/router.ts';
import type { Tellers } from './tellers.ts';

export function notifyCommands(tellers: Pick<Tellers, 'test'>): readonly WindowRoute[] {
  return [{ path: '/v1/notifications/test', handle: async () => replyWithJson(await tellers.test()) }];
}
