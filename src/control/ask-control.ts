// Asks a running daemon along a route of the protocol. A reply is hostile until its reader has seen it.

import { fail, type Result, succeed } from '../base/result.ts';
import { object, type Reader, text } from '../base/value-reader.ts';
import { printMismatch } from './protocol/print-mismatch.ts';
import type { GetRoute, PostRoute, ViewRoute } from './protocol/routes.ts';
import { type AskLimits, type JsonReply, requestJson } from './request-json.ts';

/** The system's code when nobody listens, or a sentence: somebody answered, but nothing that makes sense. */
export type Unreachable = string;

/** Unreachable in the same way: what shows and keeps things is not there, and the rest of the daemon is. */
export const windowClosed = 'window-closed';

export type PostResult<Reply, Refusal> =
  | { readonly kind: 'done'; readonly reply: Reply }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The daemon does not accept this as a request. */
  | { readonly kind: 'malformed'; readonly error: string };

const readMalformed = object<{ readonly error: string }>({ error: text });

export async function getControl<Reply>(
  socketPath: string,
  { method, path, readReply }: GetRoute<Reply>,
  limits?: AskLimits,
): Promise<Result<Reply, Unreachable>> {
  const asked = await requestJson(socketPath, method, path, undefined, limits);
  if (!asked.ok) return asked;
  return asked.value.code === 200 ? read(readReply, asked.value) : fail(explainCode(asked.value, path));
}

export type ViewResult<Reply, Refusal> =
  | { readonly kind: 'done'; readonly reply: Reply }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Something that the window answers, which may be closed. */
export async function viewControl<Reply, Refusal>(
  socketPath: string,
  { method, path, readReply, readRefusal }: ViewRoute<Reply, Refusal>,
  query: Readonly<Record<string, string>>,
  limits?: AskLimits,
): Promise<Result<ViewResult<Reply, Refusal>, Unreachable>> {
  const asked = await requestJson(
    socketPath,
    method,
    `${path}?${new URLSearchParams(query)}`,
    undefined,
    limits,
  );
  if (!asked.ok) return asked;
  if (asked.value.code === 200) {
    const reply = read(readReply, asked.value);
    return reply.ok ? succeed({ kind: 'done', reply: reply.value }) : reply;
  }
  if (asked.value.code === 503) return fail(windowClosed);
  const refusal = readRefusal(asked.value.body);
  if (!refusal.ok || isNoRoute(asked.value)) return fail(explainCode(asked.value, path));
  return succeed({ kind: 'refused', refusal: refusal.value });
}

export async function postControl<Body, Reply, Refusal>(
  socketPath: string,
  { method, path, readReply, readRefusal }: PostRoute<Body, Reply, Refusal>,
  body: Body,
): Promise<Result<PostResult<Reply, Refusal>, Unreachable>> {
  const asked = await requestJson(socketPath, method, path, body);
  if (!asked.ok) return asked;
  switch (asked.value.code) {
    case 200: {
      const reply = read(readReply, asked.value);
      return reply.ok ? succeed({ kind: 'done', reply: reply.value }) : reply;
    }
    case 422: {
      const refusal = read(readRefusal, asked.value);
      return refusal.ok ? succeed({ kind: 'refused', refusal: refusal.value }) : refusal;
    }
    case 400: {
      const malformed = read(readMalformed, asked.value);
      return malformed.ok ? succeed({ kind: 'malformed', error: malformed.value.error }) : malformed;
    }
    default:
      return fail(explainCode(asked.value, path));
  }
}

function read<Value>(reader: Reader<Value>, { body }: JsonReply): Result<Value, Unreachable> {
  const value = reader(body);
  if (value.ok) return value;
  return fail(`its reply is not understood (${printMismatch(value.problem, 'the reply')}); ${otherVersion}`);
}

/** What a daemon that is older than the route says, and not the route. */
function isNoRoute({ code, body }: JsonReply): boolean {
  const read = readMalformed(body);
  return code === 404 && read.ok && read.value.error === 'there is no such thing here';
}

/** Also what an older daemon says of a route that it does not have. */
function explainCode({ code }: JsonReply, path: string): Unreachable {
  return `it answers ${path} with ${code}; ${otherVersion}`;
}

const otherVersion =
  'it may be another version than this command: restart it, or use the command of its version';
