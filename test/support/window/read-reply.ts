// What a route of the window answers, read to its end.

import type { WindowReply, WindowRoute } from '../../../src/window/http/router.ts';

export interface ReadReply {
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly pieces: number;
}

export async function readRoute(
  route: WindowRoute,
  headers: Readonly<Record<string, string>> = {},
): Promise<ReadReply> {
  const reply: WindowReply = await route.handle({ params: {}, query: new URLSearchParams(), headers });
  const { code, headers: replied } = reply;
  if ('body' in reply) return { code, headers: replied, text: `${reply.body}`, pieces: 1 };
  let text = '';
  let pieces = 0;
  for await (const piece of reply.stream(new AbortController().signal)) {
    text += `${piece}`;
    pieces++;
  }
  return { code, headers: replied, text, pieces };
}
