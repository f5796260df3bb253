// What can be asked over the control socket about drains and forced verdicts: requests are checked here and nowhere else.

import type { Result } from '../base/result.ts';
import { ControlPath } from '../control/control-path.ts';
import type { Caller, ControlReply, ControlRoutes } from '../control/control-server.ts';
import type { OverrideBody, OverrideProblem } from '../control/protocol/overrides.ts';
import type { Operator } from '../health/deciding/overrides.ts';
import type { OperatorHand } from './operator-hand.ts';
import { isOperatorName } from './override-file.ts';

export type HandForRoutes = Pick<OperatorHand, 'begin' | 'end' | 'list'>;

/** A name has 255 octets at most, and an address in brackets with its port is shorter. */
const subjectLengthMax = 300;
/** Ten years: who wants it for longer wants another configuration. */
export const forSecondsMax = 10 * 365 * 86_400;

export function overrideRoutes(hand: HandForRoutes): ControlRoutes {
  return {
    [`GET ${ControlPath.overrides}`]: () => ({ code: 200, body: { overrides: hand.list() } }),
    [`POST ${ControlPath.drain}`]: (body, caller) => begin(hand, 'drain', body, caller),
    [`POST ${ControlPath.undrain}`]: (body, caller) => end(hand, true, body, caller),
    [`POST ${ControlPath.force}`]: (body, caller) => begin(hand, 'force', body, caller),
    [`POST ${ControlPath.release}`]: (body, caller) => end(hand, false, body, caller),
  };
}

async function begin(
  hand: HandForRoutes,
  kind: 'drain' | 'force',
  body: unknown,
  caller: Caller,
): Promise<ControlReply> {
  const read = readBody(body);
  const action = kind === 'drain' ? 'drain' : read?.verdict;
  if (read === undefined || action === undefined || (kind === 'drain' && read.verdict !== undefined))
    return malformed(kind === 'drain' ? drainForm : forceForm);
  const { subject, forSeconds, mayEmpty = false } = read;
  return replyTo(await hand.begin({ action, subject, forSeconds, mayEmpty, by: operatorOf(read, caller) }));
}

async function end(
  hand: HandForRoutes,
  isDrain: boolean,
  body: unknown,
  caller: Caller,
): Promise<ControlReply> {
  const read = readBody(body);
  if (read === undefined) return malformed('{"subject": "…"}');
  return replyTo(await hand.end(isDrain, read.subject, operatorOf(read, caller)));
}

const drainForm = '{"subject": "…"}, with "forSeconds", "mayEmpty" and "as" as you like';
const forceForm = `{"subject": "…", "verdict": "up" or "down"}, with "forSeconds", "mayEmpty" and "as" as you like`;

function malformed(form: string): ControlReply {
  return { code: 400, body: { error: `expected ${form}` } };
}

function replyTo<Value>(result: Result<Value, OverrideProblem>): ControlReply {
  // 422: the request was understood, what it asks for is at fault.
  return result.ok ? { code: 200, body: result.value } : { code: 422, body: result.problem };
}

function operatorOf({ as }: OverrideBody, { uid }: Caller): Operator {
  return { uid, name: as };
}

function readBody(body: unknown): OverrideBody | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const read = body as Readonly<Record<string, unknown>>;
  const known = ['subject', 'verdict', 'forSeconds', 'mayEmpty', 'as'];
  if (Object.keys(read).some((key) => !known.includes(key))) return undefined;
  const { subject, verdict, forSeconds, mayEmpty, as } = read;
  if (typeof subject !== 'string' || subject.length > subjectLengthMax) return undefined;
  if (verdict !== undefined && verdict !== 'up' && verdict !== 'down') return undefined;
  if (forSeconds !== undefined && !isDuration(forSeconds)) return undefined;
  if (mayEmpty !== undefined && typeof mayEmpty !== 'boolean') return undefined;
  if (as !== undefined && !isOperatorName(as)) return undefined;
  return { subject, ...(verdict === undefined ? {} : { verdict }), forSeconds, mayEmpty, as };
}

function isDuration(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= forSecondsMax;
}
