// Heads of HTTP requests, a line each for method, target, host, another host and credentials: nobody gets in by a name that is
// not ours, or without the token, whatever they look like. The first octet chooses who asks and whether there is a token.

import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { type CheckedRequest, checkRequest } from '../../../src/window/http/check-request.ts';
import { noHttp } from '../../../src/window/http/http-settings.ts';
import { Router, replyWithText } from '../../../src/window/http/router.ts';
import { found } from '../fuzz-target.ts';

export const octetsMax = 4000;

const token = 'e5e973e5a6b2a43f48e7dc849e37bfcf';
const tokenDigests = [createHash('sha256').update(token).digest('base64')];
const ownName = 'status.example.test';
const router = new Router([
  { path: '/', handle: () => replyWithText('') },
  { path: '/open', isOpen: true, handle: () => replyWithText('') },
  { path: '/names/:name', handle: ({ params, query }) => replyWithText(`${params['name']} ${query}`) },
]);

export function seeds(): readonly Uint8Array[] {
  const basic = `Basic ${Buffer.from(`me:${token}`).toString('base64')}`;
  const heads = [
    ['GET', '/', 'localhost'],
    ['HEAD', '/names/a%20b?x=1', '[::1]:9353'],
    ['GET', '/', ownName.toUpperCase()],
    ['GET', '/open', 'evil.test'],
    ['GET', 'http://127.0.0.1/', 'evil.test'],
    ['GET', 'http://evil.test@127.0.0.1/', ''],
    ['GET', '/', 'localhost', 'evil.test'],
    ['GET', '/', 'evil.test#.localhost'],
    ['POST', '*', '127.0.0.1'],
    ['GET', '/', 'evil.test', '', `Bearer ${token}`],
    ['GET', '/', 'evil.test', '', basic],
    ['GET', '/', 'localhost', '', `Bearer ${token.slice(1)}`],
  ];
  return heads.flatMap((head) => [0, 1, 2, 3].map((choice) => Buffer.from(`${choice}${head.join('\n')}`)));
}

export async function fuzz(data: Buffer): Promise<void> {
  const [choice = 0] = data;
  const [method = '', target = '', first = '', second = '', authorization] = data
    .subarray(1)
    .toString('latin1')
    .split('\n');
  const hosts = [first, second].filter((host) => host !== '');
  const hasTokens = (choice & 1) !== 0;
  const isLocal = (choice & 2) === 0;
  const checked = checkRequest(
    { method, target, hosts, headers: { authorization } },
    {
      settings: { ...noHttp, hosts: [ownName], tokenDigests: hasTokens ? tokenDigests : [] },
      client: isLocal ? 'local' : { family: 4, text: '192.0.2.1' },
      isOpen: (asked) => router.isOpen(asked),
    },
  );
  judge(checked, { target, hosts, authorization, hasTokens, isLocal });
  const reply = await router.answer({
    target: checked.kind === 'fine' ? checked.target : target,
    headers: {},
  });
  if (reply.code !== 200 && reply.code !== 404) found(`${reply.code} for ${JSON.stringify(target)}`);
}

interface Asked {
  readonly target: string;
  readonly hosts: readonly string[];
  readonly authorization: string | undefined;
  readonly hasTokens: boolean;
  readonly isLocal: boolean;
}

function judge(checked: CheckedRequest, { target, hosts, authorization, hasTokens, isLocal }: Asked): void {
  if (checked.kind === 'refused') {
    if (checked.reply.code < 400 || checked.reply.code > 499) found(`${checked.reply.code} for a refusal`);
    return;
  }
  if (!checked.target.startsWith('/')) found(`the target ${JSON.stringify(checked.target)}`);
  if (/^\/open(\?|$)/.test(checked.target)) return;
  if (hasTokens) {
    const decoded = Buffer.from(authorization?.replace(/^\w+ +/, '') ?? '', 'base64').toString();
    if (authorization?.includes(token) !== true && !decoded.includes(token))
      found('somebody without the token');
    return;
  }
  if (!isLocal) found('another machine without a token');
  const host = hostOf(
    target.startsWith('/') ? (hosts[0] ?? '') : target.replace(/^http:\/\//i, '').replace(/\/.*/, ''),
  );
  const isOwn = isIP(host.replace(/^\[|\]$/g, '')) > 0 || /(^|\.)localhost$/.test(host) || host === ownName;
  if (!isOwn) found(`in by the name ${JSON.stringify(host)}`);
}

/** As a browser reads it. */
function hostOf(text: string): string {
  try {
    return new URL(`http://${text}/`).hostname.toLowerCase().replace(/\.$/, '');
  } catch {
    // What no browser would send: only the text itself tells.
    return text.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
  }
}
