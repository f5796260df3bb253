// What can be asked over the control socket, and what is answered.

import type { Result } from '../base/result.ts';
import { isStringRecord } from '../config/gather-values.ts';
import { ControlPath } from '../control/control-path.ts';
import type { ControlReply, ControlRoutes } from '../control/control-server.ts';
import type { ExplainProblem, Explanation } from '../control/protocol/explanation.ts';
import type { Status } from '../control/protocol/status.ts';
import { parseAddressSubject } from '../health/deciding/overrides.ts';
import { type HandForRoutes, overrideRoutes } from '../operating/override-routes.ts';
import type { ExplainRequest } from '../reporting/explain/explain-name.ts';
import type { ReloadRequest, ReloadVerdict } from './reloader.ts';

export interface ControlledDaemon {
  readonly hand: HandForRoutes;
  status(): Status;
  explain(request: ExplainRequest): Result<Explanation, ExplainProblem>;
  /** With the environment of whoever asks, or, without one, the daemon's own: files and keys are read anew. */
  reload(request: ReloadRequest): Promise<ReloadVerdict>;
  /** Where the daemon's own variables come from, when they come from a file. */
  readonly environmentFile?: string | undefined;
}

export function controlRoutes(daemon: ControlledDaemon): ControlRoutes {
  return {
    [`GET ${ControlPath.status}`]: () => ({ code: 200, body: daemon.status() }),
    [`POST ${ControlPath.reload}`]: (body) => reload(daemon, body),
    ...overrideRoutes(daemon.hand),
    [`POST ${ControlPath.explain}`]: (body) => explain(daemon, body),
  };
}

function explain(daemon: ControlledDaemon, body: unknown): ControlReply {
  const request = readExplainRequest(body);
  if (request === undefined) {
    const form = '{"name": "…"}, with "type" (a number) and "ifDown" (addresses) as you like';
    return { code: 400, body: { error: `expected ${form}` } };
  }
  const result = daemon.explain(request);
  return result.ok ? { code: 200, body: result.value } : { code: 422, body: result.problem };
}

function readExplainRequest(body: unknown): ExplainRequest | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const { name, type, ifDown = [] } = body as Readonly<Record<string, unknown>>;
  // A name that is longer is none: 255 octets, of which each may be written as four characters.
  if (typeof name !== 'string' || name.length > nameLengthMax) return undefined;
  if (type !== undefined && !isRecordType(type)) return undefined;
  if (!Array.isArray(ifDown) || ifDown.length > ifDownMax) return undefined;
  const subjects = ifDown.map((text) => (typeof text === 'string' ? parseAddressSubject(text) : undefined));
  const addresses = subjects.filter((subject) => subject !== undefined);
  return addresses.length < ifDown.length ? undefined : { name, type, ifDown: addresses };
}

function isRecordType(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 0xffff;
}

const nameLengthMax = 1020;
/** As many as a name has addresses. */
const ifDownMax = 2000;

async function reload(daemon: ControlledDaemon, body: unknown): Promise<ControlReply> {
  const request = readReloadRequest(body);
  if (request === undefined) {
    const form = '{"environment": {…}, "allowEmpty": true}, each as you like, or nothing';
    return { code: 400, body: { error: `expected ${form}` } };
  }
  const result = await daemon.reload(request);
  const { environmentFile } = daemon;
  const isOwn = request.environment === undefined && environmentFile !== undefined;
  const from = isOwn ? { environmentFile } : {};
  // 422: the request was understood, its content is at fault.
  return result.ok
    ? { code: 200, body: { findings: result.value, ...from } }
    : { code: 422, body: { findings: result.problem, ...from } };
}

function readReloadRequest(body: unknown): ReloadRequest | undefined {
  if (body === undefined) return {};
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const { environment, allowEmpty } = body as Readonly<Record<string, unknown>>;
  if (environment === undefined) return allowEmpty === true ? { allowsEmpty: true } : undefined;
  if (!isStringRecord(environment) || !(allowEmpty === undefined || typeof allowEmpty === 'boolean'))
    return undefined;
  return { environment, allowsEmpty: allowEmpty === true };
}
