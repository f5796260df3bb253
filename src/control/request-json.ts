// One request to a control socket and its reply, both JSON. Refuses to know what they mean.

import { parseJson } from '../base/parse-json.ts';
import { printDuration } from '../base/print-duration.ts';
import { fail, type Result, succeed } from '../base/result.ts';

/** Not imported, for the reason that control-server.ts gives. */
const { request } = process.getBuiltinModule('node:http');

export interface JsonReply {
  readonly code: number;
  readonly body: unknown;
}

export interface AskLimits {
  /** Of silence. */
  readonly patienceMs?: number | undefined;
  /** Nobody wants the reply any more. */
  readonly signal?: AbortSignal | undefined;
}

/** A reload waits for the first probes of new targets, which may take their whole time limit. */
const orderPatienceMs = 90_000;
/** To look waits for nothing: a daemon that is silent for so long is stuck, or stopped. */
const lookPatienceMs = 10_000;
/** The status of a hundred thousand targets takes 30 MB. */
const replyOctetsMax = 256 * 1024 * 1024;

/** The problem is the system's code, or a sentence. */
export function requestJson(
  socketPath: string,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  { patienceMs = method === 'GET' ? lookPatienceMs : orderPatienceMs, signal }: AskLimits = {},
): Promise<Result<JsonReply, string>> {
  return new Promise((resolve) => {
    const giveUp = (error: NodeJS.ErrnoException) => resolve(fail(error.code ?? error.message));
    const sent = request(
      { socketPath, method, path, timeout: patienceMs, ...(signal && { signal }) },
      (response) => {
        const parts: Buffer[] = [];
        let octets = 0;
        response.on('data', (part: Buffer) => {
          parts.push(part);
          octets += part.length;
          if (octets > replyOctetsMax) response.destroy(new Error('the reply is too long'));
        });
        response.on('error', giveUp);
        response.on('end', () => {
          const parsed = parseJson(Buffer.concat(parts).toString());
          resolve(
            parsed.ok
              ? succeed({ code: response.statusCode ?? 0, body: parsed.value })
              : fail('the reply is not JSON'),
          );
        });
      },
    );
    sent.on('timeout', () => {
      const waited = printDuration(patienceMs / 1000);
      // First, because a reply that is broken off has an error of its own.
      giveUp(new Error(`no reply within ${waited}; is it stopped, or overloaded?`));
      sent.destroy();
    });
    sent.on('error', giveUp);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
