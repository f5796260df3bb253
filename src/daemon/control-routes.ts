// The routes of the control socket, carried out by the running daemon.

import { fail, type Result, succeed } from '../base/result.ts';
import type { ControlReply, ServedRoute } from '../control/control-server.ts';
import type { ExplainBody, ExplainProblem, Explanation } from '../control/protocol/explanation.ts';
import type { ReloadBody, ReloadReply } from '../control/protocol/reload.ts';
import { routes } from '../control/protocol/routes.ts';
import type { Status } from '../control/protocol/status.ts';
import { serveGet, servePost } from '../control/serve-route.ts';
import { parseAddressSubject } from '../health/deciding/overrides.ts';
import { type HandForRoutes, overrideRoutes } from '../operating/override-routes.ts';
import type { ExplainRequest } from '../reporting/explain/explain-name.ts';
import { type AcmeForRoutes, acmeRoutes } from '../updating/acme-routes.ts';
import type { ReloadRequest, ReloadVerdict } from './reloader.ts';

export interface ControlledDaemon {
  readonly hand: HandForRoutes;
  readonly acme: AcmeForRoutes;
  status(): Status;
  explain(request: ExplainRequest): Result<Explanation, ExplainProblem>;
  /** With the caller's environment, or, without one, the daemon's own, its files and keys read anew. */
  reload(request: ReloadRequest): Promise<ReloadVerdict>;
  /** Nothing if there is no window. */
  testNotifications(): Promise<ControlReply> | undefined;
  /** Where the daemon's own variables come from, if from a file. */
  readonly environmentFile?: string | undefined;
  /** Its configuration file, if it has one now. */
  configFile?(): string | undefined;
}

export function controlRoutes(daemon: ControlledDaemon): readonly ServedRoute[] {
  return [
    serveGet(routes.status, () => daemon.status()),
    servePost(routes.reload, (body) => reload(daemon, body)),
    ...overrideRoutes(daemon.hand),
    ...acmeRoutes(daemon.acme),
    {
      method: 'POST',
      path: routes.notifyTest.path,
      handle: () =>
        daemon.testNotifications() ?? { code: 422, body: { error: 'this daemon notifies nobody' } },
    },
    servePost(routes.explain, (body) => daemon.explain(explainRequest(body))),
  ];
}

async function reload(
  daemon: ControlledDaemon,
  body: ReloadBody | undefined,
): Promise<Result<ReloadReply, ReloadReply>> {
  const verdict = await daemon.reload(reloadRequest(body));
  const from = body?.environment === undefined ? filesOf(daemon) : {};
  if (!verdict.ok) return fail({ findings: verdict.problem, ...from });
  const { warnings, foreseen } = verdict.value;
  return succeed({ findings: warnings, ...from, ...(foreseen && { foreseen }) });
}

function filesOf({ environmentFile, ...daemon }: ControlledDaemon): Omit<ReloadReply, 'findings'> {
  const configFile = daemon.configFile?.();
  return {
    ...(environmentFile === undefined ? {} : { environmentFile }),
    ...(configFile === undefined ? {} : { configFile }),
  };
}

/** Equal bodies make equal requests: the reloader answers those together. */
function reloadRequest(body: ReloadBody | undefined): ReloadRequest {
  if (body === undefined) return {};
  const { environment, allowEmpty = false, dryRun = false } = body;
  const request = { allowsEmpty: allowEmpty, isDryRun: dryRun };
  return environment === undefined ? request : { environment, ...request };
}

function explainRequest({ name, type, ifDown = [] }: ExplainBody): ExplainRequest {
  const subjects = ifDown.map(parseAddressSubject).filter((subject) => subject !== undefined);
  return { name, type, ifDown: subjects };
}
