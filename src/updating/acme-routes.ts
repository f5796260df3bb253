// The routes of challenge texts, carried out by the hand for them.

import type { ServedRoute } from '../control/control-server.ts';
import { routes } from '../control/protocol/routes.ts';
import { servePost } from '../control/serve-route.ts';
import type { AcmeHand } from './acme-hand.ts';

export type AcmeForRoutes = Pick<AcmeHand, 'set' | 'clear'>;

export function acmeRoutes(hand: AcmeForRoutes): readonly ServedRoute[] {
  return [
    servePost(routes.acmeSet, (body) => hand.set(body)),
    servePost(routes.acmeClear, (body) => hand.clear(body)),
  ];
}
