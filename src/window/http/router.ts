// Which part of the window answers a request, for HTTP and the control socket alike. Refuses to know who asks, how they are
// connected, and what they may see.

import type { OpenStream } from '../../control/stream-reply.ts';

/** A GET; crosses threads. */
export interface WindowRequest {
  /** Path and query, as received. */
  readonly target: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface RoutedRequest {
  /** What stood in the place of each `:word` of the route's path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ReplyHead {
  readonly code: number;
  /** With `content-type`. */
  readonly headers: Readonly<Record<string, string>>;
}

export type WindowReply = ReplyHead &
  ({ readonly body: string | Uint8Array } | { readonly stream: OpenStream });

export interface WindowRoute {
  /** `/names/:name` */
  readonly path: string;
  /** Whoever may connect may ask, without a token and by any name. */
  readonly isOpen?: boolean;
  handle(request: RoutedRequest): WindowReply | Promise<WindowReply>;
}

/** What those who listen need of a router. */
export type Answerer = Pick<Router, 'answer' | 'isOpen'>;

interface CompiledRoute {
  readonly parts: readonly string[];
  readonly route: WindowRoute;
}

interface Match {
  readonly route: WindowRoute;
  readonly request: Omit<RoutedRequest, 'headers'>;
}

export class Router {
  readonly #routes: readonly CompiledRoute[];
  readonly #onBug: (error: unknown, target: string) => void;

  /** `onBug` hears of routes that throw. */
  constructor(
    routes: readonly WindowRoute[],
    onBug: (error: unknown, target: string) => void = () => undefined,
  ) {
    this.#routes = routes.map((route) => ({ parts: route.path.split('/'), route }));
    this.#onBug = onBug;
  }

  isOpen(target: string): boolean {
    return this.#find(target)?.route.isOpen === true;
  }

  /** A route that throws is a bug of its own, and the others answer on. */
  async answer({ target, headers }: WindowRequest): Promise<WindowReply> {
    const match = this.#find(target);
    if (match === undefined) return replyWithJson({ error: 'there is no such thing here' }, 404);
    try {
      const reply = await match.route.handle({ ...match.request, headers });
      return 'stream' in reply ? { ...reply, stream: this.#watch(reply.stream, target) } : reply;
    } catch (error) {
      this.#onBug(error, target);
      return replyWithJson(
        { error: 'this did not work because of a bug; the log of the server has more' },
        500,
      );
    }
  }

  #find(target: string): Match | undefined {
    const [path = '', ...rest] = target.split('?');
    const parts = path.split('/');
    for (const { parts: wanted, route } of this.#routes) {
      const params = matchPath(wanted, parts);
      if (params !== undefined)
        return { route, request: { params, query: new URLSearchParams(rest.join('?')) } };
    }
    return undefined;
  }

  /** Goes on throwing: a reply that broke must not look like a whole one. */
  #watch(open: OpenStream, target: string): OpenStream {
    const onBug = this.#onBug;
    return async function* watched(gone) {
      try {
        yield* open(gone);
      } catch (error) {
        onBug(error, target);
        throw error;
      }
    };
  }
}

function matchPath(
  wanted: readonly string[],
  parts: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (wanted.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, word] of wanted.entries()) {
    const part = parts[index] ?? '';
    if (!word.startsWith(':')) {
      if (word !== part) return undefined;
      continue;
    }
    const decoded = decode(part);
    if (decoded === undefined || decoded === '') return undefined;
    params[word.slice(1)] = decoded;
  }
  return params;
}

/** Nothing for what is no percent-encoding. */
function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

export function replyWithJson(value: unknown, code = 200): WindowReply {
  return { code, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(value)}\n` };
}

export function replyWithText(body: string, code = 200): WindowReply {
  return { code, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}
