// Posts a message and reports what became of it, in words that reveal nothing of the URL. Never waits long, reads no more of an answer
// than it shows, and goes only where the operator said: a redirect is a refusal.

import type { ClientRequest, IncomingMessage } from 'node:http';
import type { LookupFunction } from 'node:net';
import type { Clock } from '../../../base/clock.ts';
import { escapeCharacters } from '../../../base/quote.ts';
import { readRetryAfter } from './backoff.ts';
import type { Delivery } from './delivery.ts';

export interface Posting {
  readonly url: string;
  readonly credentials?: string | undefined;
  readonly body: string;
}

export interface PostDependencies {
  readonly clock: Clock;
  readonly lookUp: LookupFunction;
  readonly userAgent: string;
}

/** From the lookup to the head of the answer. Chat services answer within a second, and nobody sits waiting for us. */
export const answerMsMax = 15_000;
/** The reason for a refusal is at the beginning, if anywhere. */
const reasonOctetsMax = 2048;
const reasonCharactersMax = 120;
const headerOctetsMax = 16_384;

/** Never rejects. */
export function postMessage(posting: Posting, dependencies: PostDependencies): Promise<Delivery> {
  return new Promise((resolve) => {
    const { clock } = dependencies;
    let request: ClientRequest | undefined;
    const finish = (delivery: Delivery) => {
      callOff();
      resolve(delivery);
      // Neither an endless body nor a connection kept open is of any use.
      request?.destroy();
    };
    const callOff = clock.after(answerMsMax, () =>
      finish({ kind: 'failed', reason: `no answer within ${answerMsMax / 1000} s` }),
    );
    try {
      request = open(posting, dependencies);
      request.on('error', (error) => finish({ kind: 'failed', reason: explain(error) }));
      request.on('response', (response) => void judge(response, posting, clock).then(finish));
      request.end(posting.body);
    } catch (error) {
      // Node throws on a header with a line break, for one.
      finish({
        kind: 'refused',
        reason: `it cannot be posted: ${error instanceof Error ? error.name : 'unknown'}`,
      });
    }
  });
}

function open({ url, credentials, body }: Posting, { lookUp, userAgent }: PostDependencies): ClientRequest {
  const to = new URL(url);
  // Not imported, for the reason that control-server.ts gives.
  const { request } = process.getBuiltinModule(to.protocol === 'https:' ? 'node:https' : 'node:http');
  return request(to, {
    method: 'POST',
    agent: false,
    lookup: lookUp,
    maxHeaderSize: headerOctetsMax,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'user-agent': userAgent,
      connection: 'close',
      ...(credentials !== undefined && { authorization: credentials }),
    },
  });
}

async function judge(response: IncomingMessage, posting: Posting, clock: Clock): Promise<Delivery> {
  const { statusCode: code = 0, headers } = response;
  if (code >= 200 && code < 300) return { kind: 'delivered' };
  if (code >= 300 && code < 400)
    return {
      kind: 'refused',
      reason: `it redirects (${code}), which is not followed; configure where it leads`,
    };
  const said = await readBeginning(response);
  const reason = `it answers ${code}${describeBody(said, posting)}`;
  const nowMs = clock.wallSeconds() * 1000;
  const retryAfterMs = readRetryAfter(headers['retry-after'], nowMs);
  // Asked to come back later, and servers that are unwell: RFC 9110 §15.5.9, RFC 6585 §4.
  if (code === 408 || code === 425 || code === 429 || code >= 500)
    return { kind: 'failed', reason, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  return { kind: 'refused', reason };
}

/** The beginning of the body; the caller limits the time. */
async function readBeginning(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let octets = 0;
  try {
    for await (const part of response) {
      parts.push(part);
      octets += part.length;
      if (octets >= reasonOctetsMax) break;
    }
  } catch {
    // Cut off: the status says enough.
  }
  return Buffer.concat(parts).subarray(0, reasonOctetsMax).toString('utf8');
}

/** Nothing that repeats a secret of the request, and no HTML, whose first line says nothing. */
function describeBody(said: string, { url, credentials }: Posting): string {
  const line = said.split('\n', 1)[0]?.trim() ?? '';
  if (line === '' || line.startsWith('<') || revealsSecret(line, url, credentials)) return '';
  return `: ${escapeCharacters(line.slice(0, reasonCharactersMax))}`;
}

function revealsSecret(line: string, url: string, credentials = ''): boolean {
  const { pathname, search } = new URL(url);
  const secrets = [...pathname.split('/'), ...search.split(/[?&=]/), ...credentials.split(' ')];
  return secrets.some((secret) => secret.length >= 4 && line.includes(secret));
}

const explanations: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  ETIMEDOUT: 'connecting timed out',
  HPE_HEADER_OVERFLOW: 'its answer has too many headers',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is from a private authority that is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is from an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is from an authority that is not trusted here',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

function explain(error: Error & { readonly code?: unknown }): string {
  const { code, message } = error;
  if (typeof code === 'string' && Object.hasOwn(explanations, code)) return explanations[code] ?? code;
  if (typeof code === 'string' && code.startsWith('HPE_')) return 'it does not speak HTTP';
  // Of several addresses, all of which failed, in the order in which they were tried.
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return explain(error.errors[0]);
  return escapeCharacters(message.slice(0, reasonCharactersMax));
}
