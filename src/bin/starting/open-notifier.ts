// Finds a way to notify the service manager, if there is one: the addon that ships with us, the sd-notify package, or
// libsystemd itself.

import { join } from 'node:path';
import type { Logger } from '../../base/logger.ts';
import type { Result } from '../../base/result.ts';
import type { Libc } from '../../linux/libc.ts';
import { loadSendState } from '../../systemd/load-send-state.ts';
import {
  createNotifier,
  isUnderServiceManager,
  type Notifier,
  silentNotifier,
} from '../../systemd/notifier.ts';

/** Beside the bundle of the Debian package, and in the npm package. */
const addonDirectories = [
  import.meta.dirname,
  join(import.meta.dirname, '../../../../prebuilt', `${process.platform}-${process.arch}`),
];

export async function openNotifier(
  environment: NodeJS.ProcessEnv,
  libc: Result<Libc, string>,
  logger: Logger,
): Promise<Notifier> {
  if (!isUnderServiceManager(environment)) return silentNotifier;
  const send = (await loadSendState(addonDirectories)) ?? (libc.ok ? libc.value.loadSdNotify() : undefined);
  if (send !== undefined) return createNotifier((state) => void send(state));
  logger.error(
    { event: 'notify-unavailable' },
    'cannot notify the service manager, which waits for it: there is neither a prebuilt addon for this Node, nor the sd-notify package, nor libsystemd',
  );
  return silentNotifier;
}
