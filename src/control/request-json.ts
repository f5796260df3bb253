// One request to a control socket and its reply, both JSON. Refuses to know what they mean.

import { parseJson } from '../base/parse-json.ts';
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
const patienceMsUsual = 90_000;
/** The status of a hundred thousand targets takes 30 MB. */
const replyOctetsMax = 256 * 1024 * 1024;

/** The problem is the system's code, or a sentence. */
export function requestJson(
  socketPath: string,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  { patienceMs = patienceMsUsual, signal }: AskLimits = {},
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
    sent.on('timeout', () => sent.destroy(new Error('no reply in time')));
    sent.on('error', giveUp);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
