// Whether a request may be answered, judging by its head, and what to reply if not.

import type { ClientAddress } from './admission.ts';
import type { HttpSettings } from './http-settings.ts';
import { isOwnHost, readHost } from './read-host.ts';
import { replyWithJson, replyWithText, type WindowReply } from './router.ts';
import { challenge, hasToken } from './tokens.ts';

/** As it came, names in lower case: several headers of one name are several entries. */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Every `Host`. */
  readonly hosts: readonly string[];
}

export interface RequestChecks {
  readonly settings: HttpSettings;
  readonly client: ClientAddress;
  /** What everybody who may connect may ask for, such as whether this server is alive. */
  readonly isOpen: (target: string) => boolean;
}

/** Leaves room for the page's filters. */
const targetCharactersMax = 2048;

export type CheckedRequest =
  | { readonly kind: 'fine'; readonly target: string }
  /** `isLast`: what follows on the connection cannot be trusted to be a request. */
  | { readonly kind: 'refused'; readonly reply: WindowReply; readonly isLast: boolean };

export function checkRequest(head: RequestHead, { settings, client, isOpen }: RequestChecks): CheckedRequest {
  const { method, headers } = head;
  if (method !== 'GET' && method !== 'HEAD')
    return refuse(head, 405, `there is nothing to ${method} here; only GET and HEAD`, { allow: 'GET, HEAD' });
  if (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0)
    return refuse(head, 413, 'requests have no body here');
  if (head.target.length > targetCharactersMax)
    return refuse(head, 414, `the address has more than ${targetCharactersMax} characters`);
  const asked = readTarget(head);
  if (asked === undefined) return refuse(head, 400, 'the request names no host, or several, or no path');
  const { target, host } = asked;
  if (isOpen(target)) return { kind: 'fine', target };
  const problem = findStranger(head, host, settings, client);
  return problem === undefined
    ? { kind: 'fine', target }
    : { kind: 'refused', reply: problem, isLast: false };
}

interface Asked {
  readonly target: string;
  /** Undefined in HTTP/1.0, which needs none. */
  readonly host: string | undefined;
}

/** RFC 9112 §3.2: a target may be a whole URL, whose host then counts. */
function readTarget({ target, hosts }: RequestHead): Asked | undefined {
  if (hosts.length > 1) return undefined;
  if (target.startsWith('/')) return { target, host: hosts[0] };
  const [, host, path = ''] = /^http:\/\/([^/?#]+)([/?][^#]*)?$/i.exec(target) ?? [];
  return host === undefined ? undefined : { target: path.startsWith('/') ? path : `/${path}`, host };
}

function findStranger(
  head: RequestHead,
  hostHeader: string | undefined,
  { tokenDigests, hosts }: HttpSettings,
  client: ClientAddress,
): WindowReply | undefined {
  // A client with a token was not led here by another site: a browser sends it only to the site it was typed into.
  if (tokenDigests.length > 0)
    return hasToken(head.headers['authorization'], tokenDigests)
      ? undefined
      : say(head, 401, 'a token is needed here: "Authorization: Bearer …", or in a browser as the password', {
          'www-authenticate': challenge,
        });
  if (client !== 'local')
    return say(
      head,
      403,
      'only this machine may ask without a token, and this server has none yet; its operator can set --http-token-file',
    );
  const host = hostHeader === undefined ? undefined : readHost(hostHeader);
  if (host === undefined) return say(head, 400, 'the request does not say which host it is for');
  if (isOwnHost(host, hosts)) return undefined;
  return say(
    head,
    403,
    'this server does not go by that name; use its address, or have its operator set --http-host',
  );
}

function refuse(
  head: RequestHead,
  code: number,
  sentence: string,
  headers: Readonly<Record<string, string>> = {},
): CheckedRequest {
  return { kind: 'refused', reply: say(head, code, sentence, headers), isLast: true };
}

/** For a person, unless a program says that it wants JSON. */
export function say(
  { headers: { accept = '' } }: Pick<RequestHead, 'headers'>,
  code: number,
  sentence: string,
  headers: Readonly<Record<string, string>> = {},
): WindowReply {
  const reply = /application\/json/i.test(accept)
    ? replyWithJson({ error: sentence }, code)
    : replyWithText(`${sentence}\n`, code);
  return { ...reply, headers: { ...reply.headers, ...headers } };
}
