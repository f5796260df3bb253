// `/v1/history` and `/v1/history/queries`: the past as JSON. Refuses to know how it looks to people.

import type { Clock } from '../../base/clock.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import { readDuration } from '../../config/sources/read-duration.ts';
import type {
  HistoryProblem,
  HistoryReply,
  QueryHistoryReply,
  Share,
} from '../../control/protocol/history.ts';
import { type RoutedRequest, replyWithJson, type WindowReply, type WindowRoute } from '../http/router.ts';
import type { WindowModel } from '../model/window-model.ts';
import { findSubject } from './find-subject.ts';
import type { History } from './history.ts';
import { pointsMax, type Span } from './series.ts';
import { daySeconds, keptDays, minuteSeconds } from './shelves.ts';

export interface HistoryParts {
  readonly model: WindowModel;
  readonly history: History;
  readonly clock: Clock;
}

const sinceDefault = '24h';
/** A chart as wide as a screen. */
const pointsDefault = 300;
/** A person reads fewer; a program asks for a shorter span. */
const changesMax = 500;
/** A target's key is as long as the body that it looks for, and HTTP has bounds of its own. */
const subjectLengthMax = 4096;

export function historyRoutes(parts: HistoryParts): readonly WindowRoute[] {
  return [
    { path: '/v1/history', handle: (request) => tellPast(request, parts) },
    { path: '/v1/history/queries', handle: (request) => tellQueries(request, parts) },
  ];
}

async function tellPast(
  { query }: RoutedRequest,
  { model, history, clock }: HistoryParts,
): Promise<WindowReply> {
  const wanted = query.get('subject') ?? '';
  if (wanted.trim() === '' || wanted.length > subjectLengthMax)
    return refuse('"subject" is a name, a target or an address:port', 'malformed');
  const span = readSpan(query, clock);
  if (!span.ok) return refuse(span.problem, 'malformed');
  const found = findSubject(wanted, model, history.subjects);
  if (!found.ok) return refuse(found.problem.error, found.problem.kind);
  const subject = found.value;
  const { past } = history;
  const { series, up } = await past.series(subject, span.value);
  const { quarters, days, up24h, up7d, up30d, up90d } = past.bars(subject);
  const changes = past.changes(subject, span.value, changesMax + 1);
  const name = subject.kind === 'name' ? model.names.get(subject.key) : undefined;
  const reply: HistoryReply = {
    ...subject,
    ...(name?.isChecked === false && { isUnchecked: true }),
    goneSeconds: history.find(subject)?.goneSeconds,
    keptIn: history.keptIn,
    fromSeconds: span.value.fromSeconds,
    toSeconds: span.value.toSeconds,
    up: round(up),
    ...{ up24h: round(up24h), up7d: round(up7d), up30d: round(up30d), up90d: round(up90d) },
    bars: { quarters, days },
    series,
    changes: changes
      .slice(0, changesMax)
      .map(({ atSeconds, state, reason, leftOut }) => ({ atSeconds, state, reason, leftOut })),
    hasMoreChanges: changes.length > changesMax,
  };
  return replyWithJson(reply);
}

async function tellQueries({ query }: RoutedRequest, { history, clock }: HistoryParts): Promise<WindowReply> {
  const span = readSpan(query, clock);
  if (!span.ok) return refuse(span.problem, 'malformed');
  const reply: QueryHistoryReply = await history.past.queries(span.value);
  return replyWithJson(reply);
}

/** The problem is a sentence. */
function readSpan(query: URLSearchParams, clock: Clock): Result<Span, string> {
  const seconds = readDuration(query.get('since') ?? sinceDefault);
  if (seconds === undefined || seconds < minuteSeconds || seconds > keptDays * daySeconds)
    return fail(`"since" is a duration from 1m to ${keptDays}d`);
  const points = query.get('points') ?? String(pointsDefault);
  if (!/^\d{1,4}$/.test(points) || Number(points) < 1 || Number(points) > pointsMax)
    return fail(`"points" is a number from 1 to ${pointsMax}`);
  const toSeconds = clock.wallSeconds();
  return succeed({ fromSeconds: toSeconds - Math.floor(seconds), toSeconds, pointsMax: Number(points) });
}

/** Never to 1: that would be all of it. */
function round(share: number | undefined): Share {
  return share === undefined ? null : Math.floor(share * 1e6) / 1e6;
}

const codes = { unknown: 404, ambiguous: 409, malformed: 400 } as const;

function refuse(error: string, problem: HistoryProblem['problem']): WindowReply {
  const refusal: HistoryProblem = { problem, error };
  return replyWithJson(refusal, codes[problem]);
}
