// Hosts that records and services point to: they must be there, and must not be aliases. Refuses to know where a zone ends.

import { quote } from '../../base/quote.ts';
import { type Name, printName, printOwner } from '../../wire/name.ts';
import { printRecordType, RecordType } from '../../wire/protocol.ts';
import { nameAt } from '../../wire/rdata.ts';
import type { Findings } from '../findings/finding.ts';
import type { WrittenHost } from '../names/written-names.ts';
import type { ZoneSet } from '../names/zone-set.ts';
import { printWhereabouts, type Whereabouts, type ZoneView } from './zone-view.ts';

/** Where the host's name begins in the data, for the types whose host must not be an alias (RFC 2181 §10.3, RFC 2782). */
const hostAt: ReadonlyMap<number, number> = new Map([
  [RecordType.NS, 0],
  [RecordType.MX, 2],
  [RecordType.SRV, 6],
]);

export function checkTargets(view: ZoneView, findings: Findings): void {
  for (const [owner, rrsets] of view.records) {
    for (const { type, rdatas } of rrsets) {
      const at = hostAt.get(type);
      if (at === undefined) continue;
      for (const rdata of rdatas) {
        const target = nameAt(view.complete(rdata), at);
        const alias = findAlias(view, target);
        if (alias === undefined) continue;
        const { path, place } = view.whereIs(owner, type);
        const shown = `"${printName(target)}", an alias (${printWhereabouts(alias)})`;
        const message = `${quote(printOwner(owner))} has ${printRecordType(type)} records that point to ${shown}; point to the host itself`;
        findings.warn(path, message, place);
      }
    }
  }
}

/** Where the CNAME stands that the target has. */
function findAlias(view: ZoneView, target: Name): Whereabouts | undefined {
  const owner = view.relative(target);
  if (owner === undefined || view.rrsetAt(owner, RecordType.CNAME) === undefined) return undefined;
  return view.whereIs(owner, RecordType.CNAME);
}

export interface ListedNameServer extends Whereabouts {
  readonly host: Name;
}

/** What there is beside the zone. */
export interface OtherZones {
  /** Where the names of this zone are written. */
  readonly namesPath: string;
  /** Whether a name of this zone belongs to another zone of ours, which begins in this one. */
  readonly isElsewhere: (host: Name) => boolean;
}

/** Resolvers that are sent to a name server in the zone need its address from us. */
export function checkNameServers(
  view: ZoneView,
  nameServers: readonly ListedNameServer[],
  { namesPath, isElsewhere }: OtherZones,
  findings: Findings,
): void {
  for (const { host, path, place } of nameServers) {
    const owner = view.relative(host);
    if (owner === undefined || view.hasAddress(owner) || isElsewhere(host)) continue;
    if (findAlias(view, host) !== undefined) {
      findings.warnIfSound(path, `"${printName(host)}" is an alias; name the host itself`, place);
      continue;
    }
    findings.warnIfSound(
      path,
      `"${printName(host)}" is in the hosted zone but has no addresses; add "${printOwner(owner)}" to ${namesPath}`,
      place,
    );
  }
}

/** A host in our zones must have an address, or what points to it would never be published. */
export function checkHosts(
  view: ZoneView,
  hosts: readonly WrittenHost[],
  zones: ZoneSet,
  findings: Findings,
): void {
  for (const { owner, path, text } of hosts) {
    if (view.hasAddress(owner)) continue;
    if (text === '.') {
      findings.error(
        path,
        'are those of the name itself, which has none; list them in "ips", or name a "target"',
      );
      continue;
    }
    const relative = zones.suggestRelative(text.endsWith('.') ? text : `${text}.`);
    const finding =
      relative === '' && view.isCovered(owner)
        ? 'has addresses only through a wildcard; give it an entry of its own'
        : `is not a name in this zone with addresses${relative || '; give it an entry, or end a name outside the zone with a dot'}`;
    findings.error(path, `${quote(text)} ${finding}`);
  }
}
