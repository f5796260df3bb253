// Routes of the protocol, answered: bodies are read here, and a handler sees none that is malformed.

import type { Result } from '../base/result.ts';
import type { Caller, ServedRoute } from './control-server.ts';
import { printMismatch } from './protocol/print-mismatch.ts';
import type { GetRoute, PostRoute } from './protocol/routes.ts';

export function serveGet<Reply>({ method, path }: GetRoute<Reply>, handle: () => Reply): ServedRoute {
  return { method, path, handle: () => ({ code: 200, body: handle() }) };
}

export function servePost<Body, Reply, Refusal>(
  { method, path, readBody, form }: PostRoute<Body, Reply, Refusal>,
  handle: (body: Body, caller: Caller) => Result<Reply, Refusal> | Promise<Result<Reply, Refusal>>,
): ServedRoute {
  return {
    method,
    path,
    async handle(given, caller) {
      const body = readBody(given);
      if (!body.ok) {
        const error = `expected ${form}: ${printMismatch(body.problem, 'the body')}`;
        return { code: 400, body: { error } };
      }
      const result = await handle(body.value, caller);
      return result.ok ? { code: 200, body: result.value } : { code: 422, body: result.problem };
    },
  };
}
