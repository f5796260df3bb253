// Opens the control socket of a daemon, through which all other commands reach it.

import type { Result } from '../../base/result.ts';
import type { RuntimeDirectory } from '../../config/settings/read-runtime-directory.ts';
import { type ControlServer, openControl } from '../../control/control-server.ts';
import { controlSocketPath } from '../../control/control-socket-path.ts';
import type { ConfigReader } from '../../daemon/config-reader.ts';
import { controlRoutes } from '../../daemon/control-routes.ts';
import type { Daemon } from '../../daemon/daemon.ts';
import type { Reloader } from '../../daemon/reloader.ts';
import type { Libc } from '../../linux/libc.ts';
import { readPeerUid } from '../../linux/peer-user.ts';
import type { LogControl } from '../../logging/create-logger.ts';

export interface ControlledParts {
  readonly daemon: Daemon;
  readonly reloader: Reloader;
  readonly reader: ConfigReader;
}

/** Without one the daemon serves as well, and says in the log why it cannot be asked. */
export async function openControlSocket(
  runtimeDirectory: RuntimeDirectory,
  { daemon, reloader, reader }: ControlledParts,
  { logger }: LogControl,
  libc: Result<Libc, string>,
): Promise<ControlServer | undefined> {
  const path = controlSocketPath(runtimeDirectory.path);
  const routes = controlRoutes({
    hand: daemon.hand,
    acme: daemon.acme,
    status: () => daemon.status(),
    explain: (request) => daemon.explain(request),
    reload: (request) => reloader.reload(request),
    testNotifications: () => daemon.testNotifications(),
    environmentFile: reader.environmentFile,
    configFile: () => reader.configFile,
  });
  const control = await openControl(path, routes, {
    elsewhere: (request) => daemon.view(request),
    readPeerUid: (fd) => (libc.ok ? readPeerUid(libc.value, fd) : undefined),
    connectionsMax: () => daemon.descriptors.controlConnectionsMax,
  });
  if (control.ok) return control.value;
  const level = runtimeDirectory.isDefault ? 'info' : 'warning';
  logger[level](
    { event: 'control-unavailable', path, reason: control.problem },
    `no control socket at ${path} (${control.problem}): reload and status will not work; see --runtime-directory`,
  );
  return undefined;
}
