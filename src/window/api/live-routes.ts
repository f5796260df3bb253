// `/v1/live`, `/v1/events` and `/v1/events/stream`: how things are, and what happens, as it happens.

import type { Clock } from '../../base/clock.ts';
import type { EventList } from '../../control/protocol/events.ts';
import { type RoutedRequest, replyWithJson, type WindowReply, type WindowRoute } from '../http/router.ts';
import type { WindowModel } from '../model/window-model.ts';
import { chooseEventWriter } from './event-writer.ts';
import { happeningsSince, lastNumber } from './happenings-since.ts';
import { printPlace, readPlace } from './live-place.ts';
import { LiveStream } from './live-stream.ts';
import type { Overviews } from './overviews.ts';
import { waitForChange } from './wait-for-change.ts';

/** Proxies and address translation forget what is idle for a minute. */
const keepAliveMs = 15_000;

export interface LiveParts {
  readonly model: WindowModel;
  readonly overviews: Overviews;
  readonly clock: Clock;
}

export function liveRoutes(parts: LiveParts): readonly WindowRoute[] {
  return [
    { path: '/v1/live', handle: (request) => openLive(request, parts) },
    { path: '/v1/events', handle: (request) => listEvents(request, parts) },
    { path: '/v1/events/stream', handle: (request) => openEvents(request, parts) },
  ];
}

function openLive({ headers, query }: RoutedRequest, parts: LiveParts): WindowReply {
  const writer = chooseEventWriter(headers['accept'], 'text/event-stream');
  const live = new LiveStream(parts, {
    from: readPlace(headers['last-event-id'] ?? query.get('since') ?? undefined),
    isOverviewOnly: query.get('only') === 'overview',
  });
  return {
    ...headOf(writer.contentType),
    async *stream(gone) {
      for await (const told of live.events(gone)) {
        yield told.type === 'keep-alive'
          ? writer.keepAlive
          : writer.write({ type: told.type, id: printPlace(told.place), data: told.data });
      }
    },
  };
}

function listEvents({ query }: RoutedRequest, { model }: LiveParts): WindowReply {
  const since = readNumber(query.get('since') ?? '0');
  if (since === undefined) return notANumber;
  const { list: events, isGap } = happeningsSince(model, since);
  const listed: EventList = { events, isGap, last: lastNumber(model) };
  return replyWithJson(listed);
}

/** Without a number, only what happens from now on. */
function openEvents({ headers, query }: RoutedRequest, { model, clock }: LiveParts): WindowReply {
  const writer = chooseEventWriter(headers['accept'], 'application/jsonl');
  const text = headers['last-event-id'] ?? query.get('since');
  const since = text === null ? lastNumber(model) : readNumber(text);
  if (since === undefined) return notANumber;
  return {
    ...headOf(writer.contentType),
    async *stream(gone) {
      let last = since;
      while (!gone.aborted) {
        const { list, isGap } = happeningsSince(model, last);
        if (isGap) yield writer.write({ type: 'gap', id: String(last), data: { since: last } });
        for (const happening of list) {
          last = happening.number;
          yield writer.write({ type: 'happening', id: String(last), data: happening });
        }
        const isWanted = () => lastNumber(model) !== last;
        if (!isWanted() && !(await waitForChange({ model, clock, gone, isWanted, withinMs: keepAliveMs })))
          yield writer.keepAlive;
      }
    },
  };
}

const notANumber = replyWithJson({ error: '"since" is the number of an event' }, 400);

function readNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Proxies must pass each event on at once. */
function headOf(contentType: string): Pick<WindowReply, 'code' | 'headers'> {
  return {
    code: 200,
    headers: { 'content-type': contentType, 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  };
}
