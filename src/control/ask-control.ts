// Asks a running daemon through its control socket.

import { parseJson } from '../base/parse-json.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import type { ControlReply } from './control-server.ts';

/** Not imported, for the reason that control-server.ts gives. */
const { request } = process.getBuiltinModule('node:http');

/** Why nobody answered, as the operating system's code. */
export type ControlProblem = string;

/** A reload waits for the first probes of new targets, which may take their whole time limit. */
const patienceMs = 90_000;

export function askControl(
  socketPath: string,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<Result<ControlReply, ControlProblem>> {
  return new Promise((resolve) => {
    const sent = request({ socketPath, method, path, timeout: patienceMs }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', (error: NodeJS.ErrnoException) => resolve(fail(error.code ?? error.message)));
      response.on('end', () => {
        const parsed = parseJson(Buffer.concat(parts).toString());
        resolve(
          parsed.ok
            ? succeed({ code: response.statusCode ?? 0, body: parsed.value })
            : fail('the reply is not JSON'),
        );
      });
    });
    sent.on('timeout', () => sent.destroy(new Error('no reply in time')));
    sent.on('error', (error: NodeJS.ErrnoException) => resolve(fail(error.code ?? error.message)));
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
