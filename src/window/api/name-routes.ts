// `/v1/names` and `/v1/names/NAME`: how names are answered, and why. Refuses to know how it looks to people.

import type { Clock } from '../../base/clock.ts';
import { didYouMean } from '../../config/findings/suggest.ts';
import type { Explanation } from '../../control/protocol/explanation.ts';
import type { NameDetail, NameList, NotFound } from '../../control/protocol/lists.ts';
import { type RoutedRequest, replyWithJson, type WindowReply, type WindowRoute } from '../http/router.ts';
import { findNames } from '../model/find-names.ts';
import type { NameFacts } from '../model/news.ts';
import { isNameWell, rankName } from '../model/rank.ts';
import type { WindowModel } from '../model/window-model.ts';
import { pageOf, readListWish } from './list-page.ts';
import { viewName, viewTarget } from './views.ts';

const states: Readonly<Record<string, (name: NameFacts) => boolean>> = {
  well: isNameWell,
  unwell: (name) => !isNameWell(name),
  candidates: ({ role }) => role === 'candidates',
  backups: ({ role }) => role === 'backups',
  policy: ({ role }) => role === 'policy',
  nothing: ({ role }) => role === 'nothing',
  unchecked: ({ isChecked }) => !isChecked,
};

export interface NameParts {
  readonly model: WindowModel;
  readonly clock: Clock;
  /** What only the daemon itself knows; nothing if it does not say in time. */
  readonly explain: (name: string) => Promise<Explanation | undefined>;
}

export function nameRoutes(parts: NameParts): readonly WindowRoute[] {
  return [
    { path: '/v1/names', handle: (request) => listNames(request, parts) },
    { path: '/v1/names/:name', handle: (request) => tellName(request, parts) },
  ];
}

function listNames({ query }: RoutedRequest, { model, clock }: NameParts): WindowReply {
  const wish = readListWish(query, Object.keys(states));
  if (!wish.ok) return replyWithJson({ error: wish.problem }, 400);
  const { search, state, offset } = wish.value;
  const zone = query.get('zone') ?? undefined;
  const isWanted = states[state ?? ''] ?? (() => true);
  const found = [...model.names.values()].filter(
    (name) =>
      isWanted(name) &&
      (zone === undefined || isSameName(name.zone, zone)) &&
      (name.name.includes(search) || name.label.toLowerCase().includes(search)),
  );
  const page = pageOf(found, wish.value, { rank: rankName, text: ({ name }) => name });
  const nowSeconds = clock.wallSeconds();
  const listed: NameList = {
    total: model.names.size,
    found: found.length,
    offset,
    names: page.map((name) => viewName(name, model, nowSeconds)),
  };
  return replyWithJson(listed);
}

async function tellName(
  { params }: RoutedRequest,
  { model, clock, explain }: NameParts,
): Promise<WindowReply> {
  const wanted = params['name'] ?? '';
  const found = findNames(wanted, model);
  const [facts] = found;
  if (facts === undefined) return replyWithJson(noSuchName(wanted, model.names), 404);
  if (found.length > 1) return replyWithJson(ambiguous(wanted, found), 409);
  const explanation = await explain(facts.name);
  // The daemon may have taken a while: what is told is what is so now.
  const name = model.names.get(facts.name) ?? facts;
  const detail: NameDetail = {
    name: viewName(name, model, clock.wallSeconds()),
    targets: name.targets
      .map((key) => model.targets.get(key))
      .filter((target) => target !== undefined)
      .map((target) => viewTarget(target, model)),
    explanation,
  };
  return replyWithJson(detail);
}

function noSuchName(wanted: string, names: ReadonlyMap<string, NameFacts>): NotFound {
  const known = [...names.values()].flatMap(({ name, label }) => [name, label]);
  return { error: `there is no name "${wanted}"${didYouMean(wanted, known)}` };
}

function ambiguous(wanted: string, found: readonly NameFacts[]): NotFound {
  const names = found.map(({ name }) => name);
  return { error: `"${wanted}" may be any of ${names.join(', ')}: give the whole name`, names };
}

function isSameName(name: string, given: string): boolean {
  const lower = given.toLowerCase();
  return name === lower || name === `${lower}.`;
}
