// What is known of hosts, for people, and which names have their addresses.

import type { HostStatus } from '../control/protocol/status.ts';
import type { Resolution } from '../health/deciding/resolution.ts';
import type { HostReport } from '../hosts/host-watch.ts';

export function describeHosts(
  reports: readonly HostReport[],
  resolutions: readonly Resolution[],
): readonly HostStatus[] {
  const names = namesByHost(resolutions);
  return reports.map(({ host, addresses, sinceSeconds, againInMs, problem }) => ({
    host,
    addresses: addresses.map(({ text }) => text),
    sinceSeconds,
    nextLookupInMs: againInMs === undefined ? undefined : Math.round(againInMs),
    problem,
    names: names.get(host) ?? [],
  }));
}

/** The window asks every second, there may be ten thousand names, and they are the very same until a reload. */
const known = new WeakMap<readonly Resolution[], ReadonlyMap<string, readonly string[]>>();

function namesByHost(resolutions: readonly Resolution[]): ReadonlyMap<string, readonly string[]> {
  const before = known.get(resolutions);
  if (before !== undefined) return before;
  const names = new Map<string, string[]>();
  for (const { hosts, label } of resolutions) {
    for (const { host } of [...(hosts?.candidates ?? []), ...(hosts?.backups ?? [])]) {
      const others = names.get(host);
      if (others === undefined) names.set(host, [label]);
      else others.push(label);
    }
  }
  known.set(resolutions, names);
  return names;
}
