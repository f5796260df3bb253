// What is known of hosts, for people, and which names have their addresses.

import type { HostStatus } from '../control/protocol/status.ts';
import type { Resolution } from '../health/deciding/resolution.ts';
import type { HostReport } from '../hosts/host-watch.ts';

export function describeHosts(
  reports: readonly HostReport[],
  resolutions: readonly Resolution[],
): readonly HostStatus[] {
  const names = new Map<string, string[]>();
  for (const { hosts, label } of resolutions) {
    for (const { host } of [...(hosts?.candidates ?? []), ...(hosts?.backups ?? [])])
      names.set(host, [...(names.get(host) ?? []), label]);
  }
  return reports.map(({ host, addresses, sinceSeconds, againInMs, problem }) => ({
    host,
    addresses: addresses.map(({ text }) => text),
    sinceSeconds,
    nextLookupInMs: againInMs === undefined ? undefined : Math.round(againInMs),
    problem,
    names: names.get(host) ?? [],
  }));
}
