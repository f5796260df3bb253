// What we tell the service manager (sd_notify(3)), and how often it wants to hear from us. Silent where there is none.

import type { SendState } from './load-send-state.ts';

export interface Notifier {
  ready(): void;
  status(line: string): void;
  reloading(): void;
  stopping(): void;
  watchdog(): void;
  /** How long the service manager waits for a heartbeat from now on (sd_notify(3), WATCHDOG_USEC). */
  watchdogLimit(limitMs: number): void;
}

export function createNotifier(send: SendState): Notifier {
  return {
    ready: () => send('READY=1'),
    status: (line) => send(`STATUS=${line.replaceAll('\n', ' ')}`),
    // Type=notify-reload wants the time with it (systemd.service(5)); older versions ignore that line.
    reloading: () => send(`RELOADING=1\nMONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`),
    stopping: () => send('STOPPING=1'),
    watchdog: () => send('WATCHDOG=1'),
    watchdogLimit: (limitMs) => send(`WATCHDOG_USEC=${Math.round(limitMs * 1000)}`),
  };
}

export const silentNotifier: Notifier = createNotifier(() => undefined);

export function isUnderServiceManager(environment: NodeJS.ProcessEnv): boolean {
  return environment['NOTIFY_SOCKET'] !== undefined;
}

/** The longest the watchdog waits for a sign (sd_watchdog_enabled(3)); undefined when nobody watches this process. */
export function readWatchdogMs(environment: NodeJS.ProcessEnv, pid: number): number | undefined {
  const { WATCHDOG_USEC: limit, WATCHDOG_PID: forPid } = environment;
  if (limit === undefined || (forPid !== undefined && Number(forPid) !== pid)) return undefined;
  const limitMs = Number(limit) / 1000;
  return Number.isFinite(limitMs) && limitMs > 0 ? limitMs : undefined;
}
