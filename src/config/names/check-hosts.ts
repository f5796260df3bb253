// The hosts that names take their addresses from, all zones together: how many there are, and that none of them is a name of
// ours.

import type { Host, Resolution } from '../../health/deciding/resolution.ts';
import { isAtOrBelow, type Name, parentOf, parseName, printName, relativeTo } from '../../wire/name.ts';
import { RecordType } from '../../wire/protocol.ts';
import type { StaticRecords } from '../../zone/static-records.ts';
import type { Findings } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';

/** At 50 lookups a second all of them are known within 20 s, and asked again in good time at usual TTLs. */
const hostsMax = 1000;

interface ZoneWithHosts {
  /** Of its names in the configuration. */
  readonly path: string;
  readonly content: {
    readonly hostedZone: Name;
    readonly aliasZones: readonly Name[];
    readonly records: StaticRecords;
    readonly resolutions: readonly Resolution[];
  };
}

export function checkHosts(zones: readonly ZoneWithHosts[], findings: Findings): void {
  const records = new Map<Name, StaticRecords>();
  for (const { content } of zones)
    for (const apex of [content.hostedZone, ...content.aliasZones]) records.set(apex, content.records);
  const hosts = new Set<Host>();
  for (const { content, path } of zones) {
    for (const resolution of content.resolutions) {
      for (const host of hostsOf(resolution)) {
        hosts.add(host);
        const apex = findOwnZone(host, records);
        if (apex === undefined) continue;
        const why = `"${host}" is a name of "${printName(apex)}", which this server answers for`;
        findings.error(printPath(path, resolution.label), `${why}; list its addresses here as well`);
      }
    }
  }
  if (hosts.size <= hostsMax) return;
  findings.error(
    zones[0]?.path ?? '',
    `name ${hosts.size} hosts to look up; at most ${hostsMax} are allowed`,
  );
}

function hostsOf({ hosts, madeOf }: Resolution): readonly Host[] {
  if (hosts === undefined || madeOf !== undefined) return [];
  return [...hosts.candidates, ...hosts.backups].map(({ host }) => host);
}

/**
 * The zone of ours that has this name: to look it up would be to ask ourselves, possibly for what we are about to find out.
 * Not a name below a delegation, which others answer for. Names of one label are those of a local network.
 */
function findOwnZone(host: Host, records: ReadonlyMap<Name, StaticRecords>): Name | undefined {
  const name = parseName(host);
  if (!name.ok || !host.includes('.')) return undefined;
  for (let above: Name | undefined = name.value; above !== undefined; above = parentOf(above)) {
    const inner = records.get(above);
    if (inner !== undefined) return isDelegated(name.value, above, inner) ? undefined : above;
  }
  return undefined;
}

function isDelegated(name: Name, apex: Name, records: StaticRecords): boolean {
  for (
    let above: Name | undefined = name;
    above !== undefined && above !== apex && isAtOrBelow(above, apex);
    above = parentOf(above)
  ) {
    const rrsets = records.get(relativeTo(apex, above)) ?? [];
    if (rrsets.some(({ type }) => type === RecordType.NS)) return true;
  }
  return false;
}
