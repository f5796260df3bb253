// The routes of drains and forced verdicts, carried out by the operator's hand.

import type { Caller, ServedRoute } from '../control/control-server.ts';
import type { DrainBody, EndBody } from '../control/protocol/overrides.ts';
import { routes } from '../control/protocol/routes.ts';
import { serveGet, servePost } from '../control/serve-route.ts';
import type { Operator, OverrideAction } from '../health/deciding/overrides.ts';
import type { OperatorHand } from './operator-hand.ts';

export type HandForRoutes = Pick<OperatorHand, 'begin' | 'end' | 'list'>;

export function overrideRoutes(hand: HandForRoutes): readonly ServedRoute[] {
  const begin = (action: OverrideAction, body: DrainBody, caller: Caller) => {
    const { subject, forSeconds, mayEmpty = false } = body;
    return hand.begin({ action, subject, forSeconds, mayEmpty, by: operatorOf(body, caller) });
  };
  const end = (isDrain: boolean, body: EndBody, caller: Caller) =>
    hand.end(isDrain, body.subject, operatorOf(body, caller));
  return [
    serveGet(routes.overrides, () => ({ overrides: hand.list() })),
    servePost(routes.drain, (body, caller) => begin('drain', body, caller)),
    servePost(routes.undrain, (body, caller) => end(true, body, caller)),
    servePost(routes.force, (body, caller) => begin(body.verdict, body, caller)),
    servePost(routes.release, (body, caller) => end(false, body, caller)),
  ];
}

function operatorOf({ as }: EndBody, { uid }: Caller): Operator {
  return { uid, name: as };
}
