// Everything that can be asked of a running daemon: the way in, and the readers of what is asked and answered.
// docs/control.md describes each route and each field.

import { fail, type Result, succeed } from '../../base/result.ts';
import type { Mismatch, Reader } from '../../base/value-reader.ts';
import { readAcmeChallenge, readAcmeClearBody, readAcmeProblem, readAcmeSetBody } from './acme.ts';
import { readEventList } from './events.ts';
import { readExplainBody, readExplainProblem, readExplanation } from './explanation.ts';
import { readHistoryProblem, readHistoryReply, readQueryHistoryReply } from './history.ts';
import { readNameDetail, readNameList, readNotFound, readTargetDetail, readTargetList } from './lists.ts';
import { readNotifyProblem, readNotifyTest } from './notifications.ts';
import {
  readBegunOverride,
  readDrainBody,
  readEndBody,
  readEndedOverride,
  readForceBody,
  readOverrideList,
  readOverrideProblem,
} from './overrides.ts';
import { readOverview } from './overview.ts';
import { readReloadBody, readReloadReply } from './reload.ts';
import { readStatus } from './status.ts';

export interface GetRoute<Reply> {
  readonly method: 'GET';
  readonly path: string;
  readonly readReply: Reader<Reply>;
}

/** With a query; what it answers with another code than 200 has a reader too. */
export interface ViewRoute<Reply, Refusal> extends GetRoute<Reply> {
  readonly readRefusal: Reader<Refusal>;
}

export interface PostRoute<Body, Reply, Refusal> {
  readonly method: 'POST';
  readonly path: string;
  readonly readBody: Reader<Body>;
  /** What a body looks like, for whoever sends something else. */
  readonly form: string;
  /** The body of a 200. */
  readonly readReply: Reader<Reply>;
  /** The body of a 422: the request was understood, but is not carried out. */
  readonly readRefusal: Reader<Refusal>;
}

const endForm = '{"subject": "…"}, optionally with "as"';
const drainForm = '{"subject": "…"}, optionally with "forSeconds", "mayEmpty" and "as"';
const forceForm = `{"subject": "…", "verdict": "up" or "down"}, optionally with "forSeconds", "mayEmpty" and "as"`;
const reloadForm =
  '{"environment": {…}}, {"allowEmpty": true}, {"dryRun": true} or any of them together, or no body';
const acmeSetForm = '{"name": "…", "text": "…"}, optionally with "forSeconds" and "as"';
const acmeClearForm = '{"name": "…"}, optionally with "text" and "as"';
const explainForm = '{"name": "…"}, optionally with "type" (a number) and "ifDown" (addresses)';

export const routes = {
  status: get('/v1/status', readStatus),
  reload: post({
    path: '/v1/reload',
    readBody: readReloadBody,
    form: reloadForm,
    readReply: readReloadReply,
    readRefusal: readReloadReply,
  }),
  overrides: get('/v1/overrides', readOverrideList),
  drain: post({
    path: '/v1/drain',
    readBody: readDrainBody,
    form: drainForm,
    readReply: readBegunOverride,
    readRefusal: readOverrideProblem,
  }),
  undrain: post({
    path: '/v1/undrain',
    readBody: readEndBody,
    form: endForm,
    readReply: readEndedOverride,
    readRefusal: readOverrideProblem,
  }),
  force: post({
    path: '/v1/force',
    readBody: readForceBody,
    form: forceForm,
    readReply: readBegunOverride,
    readRefusal: readOverrideProblem,
  }),
  release: post({
    path: '/v1/release',
    readBody: readEndBody,
    form: endForm,
    readReply: readEndedOverride,
    readRefusal: readOverrideProblem,
  }),
  explain: post({
    path: '/v1/explain',
    readBody: readExplainBody,
    form: explainForm,
    readReply: readExplanation,
    readRefusal: readExplainProblem,
  }),
  overview: view('/v1/overview', readOverview, readNotFound),
  /** With a query: `q`, `state`, `zone`, `limit` and `offset`. */
  names: view('/v1/names', readNameList, readNotFound),
  targets: view('/v1/targets', readTargetList, readNotFound),
  name: (name: string) => view(`/v1/names/${encodeURIComponent(name)}`, readNameDetail, readNotFound),
  target: (key: string) => view(`/v1/targets/${encodeURIComponent(key)}`, readTargetDetail, readNotFound),
  /** With a query: `since`, the number of an event. */
  events: view('/v1/events', readEventList, readNotFound),
  /** With a query: `subject`, `since` and `points`. */
  history: view('/v1/history', readHistoryReply, readHistoryProblem),
  queryHistory: view('/v1/history/queries', readQueryHistoryReply, readHistoryProblem),
  acmeSet: post({
    path: '/v1/acme/set',
    readBody: readAcmeSetBody,
    form: acmeSetForm,
    readReply: readAcmeChallenge,
    readRefusal: readAcmeProblem,
  }),
  acmeClear: post({
    path: '/v1/acme/clear',
    readBody: readAcmeClearBody,
    form: acmeClearForm,
    readReply: readAcmeChallenge,
    readRefusal: readAcmeProblem,
  }),
  notifyTest: post({
    path: '/v1/notifications/test',
    readBody: nothing,
    form: 'no body',
    readReply: readNotifyTest,
    readRefusal: readNotifyProblem,
  }),
};

function nothing(value: unknown): Result<undefined, Mismatch> {
  return value === undefined
    ? succeed(undefined)
    : fail({ kind: 'wrong', path: [], found: value, expected: 'nothing' });
}

function get<Reply>(path: string, readReply: Reader<Reply>): GetRoute<Reply> {
  return { method: 'GET', path, readReply };
}

function view<Reply, Refusal>(
  path: string,
  readReply: Reader<Reply>,
  readRefusal: Reader<Refusal>,
): ViewRoute<Reply, Refusal> {
  return { ...get(path, readReply), readRefusal };
}

function post<Body, Reply, Refusal>(
  given: Omit<PostRoute<Body, Reply, Refusal>, 'method'>,
): PostRoute<Body, Reply, Refusal> {
  return { method: 'POST', ...given };
}
