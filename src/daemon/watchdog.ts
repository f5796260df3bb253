// Tells the service manager that we live, and only if we do: a query of our own was answered through the real socket, and
// probes start when they should. When the signs stop, the service manager restarts us.

import type { Logger } from '../base/logger.ts';
import type { Random } from '../base/random.ts';
import type { Monitor } from '../health/monitor.ts';
import type { Libc } from '../linux/libc.ts';
import type { Notifier } from '../systemd/notifier.ts';
import type { Endpoint } from '../wire/endpoint.ts';
import { type Name, rootName } from '../wire/name.ts';
import { asksItself } from './self-query.ts';

export interface WatchdogSettings {
  readonly limitMs: number | undefined;
  readonly endpoint: () => Endpoint | undefined;
  readonly zone: () => Name | undefined;
  readonly libc: Libc | undefined;
  readonly monitor: Monitor;
  /** Threads that do not move. */
  readonly findStuck: () => readonly string[];
  readonly notifier: Notifier;
  readonly logger: Logger;
  readonly random: Random;
}

/** sd_watchdog_enabled(3) advises half of the limit. */
const shareOfLimit = 1 / 2;
/** Node's timers hold 31 bits, and take what does not fit for one millisecond. */
const timerMsMax = 0x7fff_ffff;
/** Probes are never this late by themselves; what is, has stopped. */
const stuckMs = 10_000;

export function startWatchdog(settings: WatchdogSettings): { stop(): void } {
  const { limitMs, logger, notifier } = settings;
  if (limitMs === undefined) return { stop: () => undefined };
  let isStopped = false;
  const timer = setInterval(() => void giveSign(), Math.min(limitMs * shareOfLimit, timerMsMax));
  notifier.watchdog();

  async function giveSign(): Promise<void> {
    const trouble = await findTrouble(settings);
    if (isStopped) return;
    if (trouble === undefined) notifier.watchdog();
    else logger.error({ event: 'watchdog-withheld', reason: trouble }, `no sign of life given: ${trouble}`);
  }

  return {
    stop() {
      isStopped = true;
      clearInterval(timer);
    },
  };
}

async function findTrouble({
  endpoint,
  zone,
  libc,
  monitor,
  findStuck,
  random,
}: WatchdogSettings): Promise<string | undefined> {
  const { overdueMs } = monitor;
  if (overdueMs > stuckMs) return `a probe is ${Math.round(overdueMs / 1000)} s late`;
  const stuck = findStuck();
  if (stuck.length > 0) return stuck.join(', ');
  const asked = endpoint();
  if (asked === undefined) return undefined;
  const id = Math.floor(random() * 0x1_0000);
  const answered = await asksItself(asked, zone() ?? rootName, id, libc);
  return answered ? undefined : 'a query to our own socket was not answered';
}
