// Calls a route as the control server does, without a socket.

import type { Caller, ServedRoute } from '../../../src/control/control-server.ts';

/** `asked` is `GET /v1/status`; the body is as parsed from JSON. */
export async function askRoute(
  routes: readonly ServedRoute[],
  asked: string,
  body?: unknown,
  caller: Caller = { uid: undefined },
): Promise<{ readonly code: number; readonly body: unknown }> {
  const route = routes.find(({ method, path }) => `${method} ${path}` === asked);
  if (route === undefined) throw new Error(`no route ${asked}`);
  const reply = await route.handle(body, caller);
  if (!('body' in reply)) throw new Error(`${asked} does not answer with a value`);
  return reply;
}
