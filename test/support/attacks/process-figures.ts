// What a process holds, from /proc.

import { readdirSync, readFileSync } from 'node:fs';

export function openFilesOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

export function residentOctetsOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return 1024 * Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
}
