// What can be asked over the control socket, and what is answered.

import type { Result } from '../base/result.ts';
import type { Finding } from '../config/finding.ts';
import type { Environment } from '../config/gather-values.ts';
import { isStringRecord } from '../config/gather-values.ts';
import { ControlPath } from '../control/control-path.ts';
import type { ControlReply, ControlRoutes } from '../control/control-server.ts';
import type { Status } from './status.ts';

export interface ControlledDaemon {
  status(): Status;
  /** With the environment of whoever asks, or, without one, the daemon's own: files and keys are read anew. */
  reload(environment: Environment | undefined): Promise<Result<readonly Finding[], readonly Finding[]>>;
}

export function controlRoutes(daemon: ControlledDaemon): ControlRoutes {
  return {
    [`GET ${ControlPath.status}`]: () => ({ code: 200, body: daemon.status() }),
    [`POST ${ControlPath.reload}`]: (body) => reload(daemon, body),
  };
}

async function reload(daemon: ControlledDaemon, body: unknown): Promise<ControlReply> {
  const environment = readEnvironment(body);
  if (environment === 'malformed')
    return { code: 400, body: { error: 'expected {"environment": {…}} or nothing' } };
  const result = await daemon.reload(environment);
  // 422: the request was understood, its content is at fault.
  return result.ok
    ? { code: 200, body: { findings: result.value } }
    : { code: 422, body: { findings: result.problem } };
}

function readEnvironment(body: unknown): Environment | undefined | 'malformed' {
  if (body === undefined) return undefined;
  if (typeof body !== 'object' || body === null || !('environment' in body)) return 'malformed';
  return isStringRecord(body.environment) ? body.environment : 'malformed';
}
