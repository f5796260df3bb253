// Whether the server lives, and whether it is ready to be asked: for load balancers and Kubernetes, and in words for people.
// Refuses to know how that is found out.

import type { RoutedRequest, WindowReply, WindowRoute } from './router.ts';
import { replyWithJson, replyWithText } from './router.ts';

/** What the main thread says once all threads that answer have moved. */
export interface Liveness {
  /** Served. */
  readonly zones: number;
  /** The last good configuration is served in place of a broken one. */
  readonly isStandIn: boolean;
}

/** Nothing if it or one of those threads does not move; and in time. */
export type AskLiveness = () => Promise<Liveness | undefined>;

/** `isPublic`: whoever asks learns no more than that, not even how many zones there are. */
export function healthRoutes(ask: AskLiveness, isPublic = false): readonly WindowRoute[] {
  const askOnce = shared(ask);
  const say = isPublic ? sayNoMore : sayWell;
  return [
    {
      path: '/healthz',
      isOpen: true,
      handle: async (request) => {
        const found = await askOnce();
        return found === undefined ? sayStuck(request) : say(request, 'it lives', found);
      },
    },
    {
      path: '/readyz',
      isOpen: true,
      handle: async (request) => {
        const found = await askOnce();
        if (found === undefined) return sayStuck(request);
        return found.zones === 0
          ? reply(request, 503, 'not ready: no zone is served', { ok: false, zones: 0 })
          : say(request, 'ready', found);
      },
    },
  ];
}

/** Whoever asks while the question is under way shares its answer: a stuck thread is not asked more and more. */
function shared(ask: AskLiveness): AskLiveness {
  let asking: ReturnType<AskLiveness> | undefined;
  return () => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
}

function sayWell(request: RoutedRequest, word: string, { zones, isStandIn }: Liveness): WindowReply {
  const served = zones === 1 ? '1 zone' : `${zones} zones`;
  const standIn = isStandIn ? ', of the last good configuration: the current one has errors' : '';
  return reply(request, 200, `${word}, serving ${served}${standIn}`, {
    ok: true,
    zones,
    lastGood: isStandIn,
  });
}

function sayNoMore(request: RoutedRequest, word: string): WindowReply {
  return reply(request, 200, word, { ok: true });
}

function sayStuck(request: RoutedRequest): WindowReply {
  return reply(request, 503, 'stuck: a thread that answers does not move', { ok: false });
}

function reply({ headers }: RoutedRequest, code: number, sentence: string, facts: object): WindowReply {
  return /application\/json/i.test(headers['accept'] ?? '')
    ? replyWithJson(facts, code)
    : replyWithText(`${sentence}\n`, code);
}
