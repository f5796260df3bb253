// `/v1/targets` and `/v1/targets/KEY`: what probes say. Refuses to know how it looks to people.

import type { Clock } from '../../base/clock.ts';
import { didYouMean } from '../../config/findings/suggest.ts';
import type { NotFound, TargetDetail, TargetList } from '../../control/protocol/lists.ts';
import { type RoutedRequest, replyWithJson, type WindowReply, type WindowRoute } from '../http/router.ts';
import type { TargetFacts } from '../model/news.ts';
import { isTargetWell, rankTarget } from '../model/rank.ts';
import type { WindowModel } from '../model/window-model.ts';
import { pageOf, readListWish } from './list-page.ts';
import { viewName, viewTarget } from './views.ts';

/** A target that ten thousand names share: who wants them all lists the names. */
const namesMax = 500;

const states: Readonly<Record<string, (target: TargetFacts) => boolean>> = {
  well: isTargetWell,
  unwell: (target) => !isTargetWell(target),
  up: ({ state }) => state === 'up',
  down: ({ state }) => state === 'down',
  unknown: ({ state }) => state === 'unknown',
  failing: ({ isFailing }) => isFailing === true,
  held: ({ held }) => held !== undefined,
  overridden: ({ override }) => override !== undefined,
};

export interface TargetParts {
  readonly model: WindowModel;
  readonly clock: Clock;
}

export function targetRoutes(parts: TargetParts): readonly WindowRoute[] {
  return [
    { path: '/v1/targets', handle: (request) => listTargets(request, parts) },
    { path: '/v1/targets/:key', handle: (request) => tellTarget(request, parts) },
  ];
}

function listTargets({ query }: RoutedRequest, { model }: TargetParts): WindowReply {
  const wish = readListWish(query, Object.keys(states));
  if (!wish.ok) return replyWithJson({ error: wish.problem }, 400);
  const { search, state, offset } = wish.value;
  const isWanted = states[state ?? ''] ?? (() => true);
  const found = [...model.targets.values()].filter(
    (target) =>
      isWanted(target) &&
      (target.key.toLowerCase().includes(search) || target.names.some((name) => name.includes(search))),
  );
  const page = pageOf(found, wish.value, { rank: rankTarget, text: ({ key }) => key });
  const listed: TargetList = {
    total: model.targets.size,
    found: found.length,
    offset,
    targets: page.map((target) => viewTarget(target, model)),
  };
  return replyWithJson(listed);
}

function tellTarget({ params }: RoutedRequest, { model, clock }: TargetParts): WindowReply {
  const { key = '' } = params;
  const facts = model.targets.get(key);
  if (facts === undefined) {
    const problem: NotFound = {
      error: `there is no target "${key}"${didYouMean(key, [...model.targets.keys()])}`,
    };
    return replyWithJson(problem, 404);
  }
  const nowSeconds = clock.wallSeconds();
  const detail: TargetDetail = {
    target: viewTarget(facts, model),
    names: facts.names
      .slice(0, namesMax)
      .map((name) => model.names.get(name))
      .filter((name) => name !== undefined)
      .map((name) => viewName(name, model, nowSeconds)),
  };
  return replyWithJson(detail);
}
