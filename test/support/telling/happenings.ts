// Entries of the log as tests of notifications need them, in the words of the daemon.

import type { LogLevel } from '../../../src/base/logger.ts';
import type { Happening } from '../../../src/window/model/news.ts';

/** Unix time of the tests, in milliseconds. */
export const startMs = Date.UTC(2026, 10, 22, 12);

let count = 0;

function happen(
  event: string,
  message: string,
  fields: Happening['fields'],
  { atMs = startMs, level = 'warning' }: { atMs?: number; level?: LogLevel } = {},
): Happening {
  count++;
  return { number: count, atMs, level, event, message, fields };
}

export function targetDown(target: string, atMs?: number): Happening {
  return happen('target-down', `${target} is down (connection refused)`, { target, state: 'down' }, at(atMs));
}

export function targetUp(target: string, atMs?: number): Happening {
  return happen('target-up', `${target} is up (connected)`, { target, state: 'up' }, at(atMs));
}

export function targetHeld(target: string, atMs?: number): Happening {
  return happen('target-held', `${target} changed 6 times: held down`, { target, changes: 6 }, at(atMs));
}

export function targetSteady(target: string, state: 'up' | 'down', atMs?: number): Happening {
  return happen('target-steady', `${target} has been steady`, { target, state }, at(atMs));
}

export function nameEmpty(name: string, atMs?: number): Happening {
  return happen('name-empty', `${name} has no healthy address left`, { names: [name] }, at(atMs));
}

export function nameOnBackup(name: string, atMs?: number): Happening {
  return happen('name-on-backup', `${name} is answered with its backups`, { names: [name] }, at(atMs));
}

export function nameRestored(name: string, atMs?: number): Happening {
  return happen('name-restored', `${name} has a healthy address again`, { names: [name] }, at(atMs));
}

export function certificateExpiring(daysLeft: number, atMs = startMs): Happening {
  const expiresSeconds = atMs / 1000 + daysLeft * 86_400;
  return happen(
    'certificate-expiring',
    `the certificate expires in ${daysLeft} days`,
    { expiresSeconds },
    { atMs },
  );
}

export function other(event: string, fields: Happening['fields'] = {}, atMs?: number): Happening {
  return happen(event, `it happened: ${event}`, fields, at(atMs));
}

function at(atMs: number | undefined): { atMs?: number } {
  return atMs === undefined ? {} : { atMs };
}
