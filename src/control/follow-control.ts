// Follows a stream of events of a running daemon, and comes back to it when it restarts. Refuses to know what the events say:
// an event is hostile until its reader has seen it.
//
//   connect -> open, event, event … -> lost -> (a pause) -> connect, with the id of the last event

import { systemClock } from '../base/clock.ts';
import { parseJson } from '../base/parse-json.ts';
import { printDuration } from '../base/print-duration.ts';
import { pause } from '../base/wait-until.ts';
import { windowClosed } from './ask-control.ts';
import { ServerSentEvents } from './server-sent-events.ts';

/** Not imported, for the reason that control-server.ts gives. */
const { request } = process.getBuiltinModule('node:http');

export type Followed =
  | { readonly kind: 'open' }
  | { readonly kind: 'event'; readonly type: string; readonly data: unknown }
  /** For the moment; see `printUnreachable`. */
  | { readonly kind: 'lost'; readonly problem: string };

export interface FollowWish {
  readonly path: string;
  /** To begin behind. */
  readonly lastId?: string | undefined;
  readonly signal: AbortSignal;
  readonly retryMs?: number;
  /** After which it is lost; by default three signs of life are missing. */
  readonly silenceMs?: number;
}

/** A restart takes a second or two, and to ask a Unix socket costs nothing. */
const retryMsUsual = 500;
/** A stream without news has a sign of life every 15 seconds. */
const silenceMsUsual = 45_000;
/** Of `/v1/live`, which tells of queries every second. */
export const liveSilenceMs = 5000;

/** Ends when the signal aborts. */
export async function* followControl(socketPath: string, wish: FollowWish): AsyncGenerator<Followed> {
  const { signal, retryMs = retryMsUsual } = wish;
  let { lastId } = wish;
  while (!signal.aborted) {
    const events = new ServerSentEvents();
    try {
      for await (const piece of openStream(socketPath, { ...wish, lastId })) {
        if (piece === undefined) yield { kind: 'open' };
        else
          for (const { id, type, data } of events.read(piece)) {
            lastId = id ?? lastId;
            const parsed = parseJson(data);
            if (parsed.ok) yield { kind: 'event', type, data: parsed.value };
          }
        if (signal.aborted) return;
      }
      yield { kind: 'lost', problem: 'it ended the connection' };
    } catch (error) {
      if (signal.aborted) return;
      const { code, message } = error as NodeJS.ErrnoException;
      yield { kind: 'lost', problem: code ?? message };
    }
    await pause(systemClock, retryMs, signal);
  }
}

/** First nothing, once it is connected; then what comes. */
async function* openStream(
  socketPath: string,
  { path, lastId, signal, silenceMs = silenceMsUsual }: FollowWish,
): AsyncGenerator<string | undefined> {
  const headers = { accept: 'text/event-stream', ...(lastId !== undefined && { 'last-event-id': lastId }) };
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    let opened: import('node:http').IncomingMessage | undefined;
    const sent = request({ socketPath, path, headers, signal, timeout: silenceMs }, (answer) => {
      opened = answer;
      resolve(answer);
    });
    const silence = new Error(`it has said nothing for ${printDuration(silenceMs / 1000)}`);
    sent.on('timeout', () => (opened ?? sent).destroy(silence));
    sent.on('error', reject);
    sent.end();
  });
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(explainCode(response.statusCode, path));
  }
  yield undefined;
  response.setEncoding('utf8');
  for await (const piece of response as AsyncIterable<string>) yield piece;
}

function explainCode(code: number | undefined, path: string): string {
  if (code === 503) return windowClosed;
  return `it answers ${path} with ${code}; it may be older than this command: restart it, or use the command of its version`;
}
