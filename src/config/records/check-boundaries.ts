// Records that are never answered because the zone ends above them, and delegations that lead nowhere. All of it is odd, but
// other servers load such zones, too.

import { quote } from '../../base/quote.ts';
import {
  apexOwner,
  isWildcard,
  ownersAbove,
  printName,
  printOwner,
  type RelativeName,
} from '../../wire/name.ts';
import { isAddressType, printRecordType, RecordType } from '../../wire/protocol.ts';
import { nameAt } from '../../wire/rdata.ts';
import type { StaticRRset } from '../../zone/static-records.ts';
import type { Findings } from '../findings/finding.ts';
import type { ZoneView } from './zone-view.ts';

interface Boundaries {
  readonly cuts: ReadonlySet<RelativeName>;
  readonly dnames: ReadonlySet<RelativeName>;
  /** Name servers of delegations that are in the zone: addresses of these are glue. */
  readonly servers: ReadonlySet<RelativeName>;
}

export function checkBoundaries(view: ZoneView, findings: Findings): void {
  const boundaries = findBoundaries(view);
  if (boundaries.cuts.size === 0 && boundaries.dnames.size === 0) return;
  for (const owner of view.owners()) checkOccluded(view, owner, boundaries, findings);
  for (const cut of boundaries.cuts) checkDelegation(view, cut, boundaries, findings);
}

function findBoundaries(view: ZoneView): Boundaries {
  const cuts = new Set<RelativeName>();
  const dnames = new Set<RelativeName>();
  const servers = new Set<RelativeName>();
  for (const [owner, rrsets] of view.records) {
    for (const rrset of rrsets) {
      if (rrset.type === RecordType.DNAME) dnames.add(owner);
      if (rrset.type !== RecordType.NS || owner === apexOwner) continue;
      cuts.add(owner);
      for (const { host } of serversOf(view, rrset)) if (host !== undefined) servers.add(host);
    }
  }
  return { cuts, dnames, servers };
}

/** Each name server, and its owner if it is in the zone. */
function serversOf(view: ZoneView, { rdatas }: StaticRRset) {
  return rdatas.map((rdata) => {
    const name = nameAt(view.complete(rdata), 0);
    return { name, host: view.relative(name) };
  });
}

function checkOccluded(
  view: ZoneView,
  owner: RelativeName,
  { cuts, dnames, servers }: Boundaries,
  findings: Findings,
): void {
  const isBoundary = (above: RelativeName) => cuts.has(above) || dnames.has(above);
  const boundary = findAbove(owner, isBoundary) ?? (cuts.has(owner) ? owner : undefined);
  if (boundary === undefined) return;
  const isCut = cuts.has(boundary);
  const hidden = (view.records.get(owner) ?? []).find(({ type }) => {
    if (boundary === owner && (type === RecordType.NS || type === RecordType.DS)) return false;
    return !(isCut && isAddressType(type) && servers.has(owner));
  });
  const isEntryHidden =
    view.services.has(owner) ||
    view.bindings.has(owner) ||
    (view.resolutions.has(owner) && !(isCut && servers.has(owner)));
  if (hidden === undefined && !isEntryHidden) return;
  const { path, place } =
    hidden === undefined ? { path: view.pathOf(owner), place: undefined } : view.whereIs(owner, hidden.type);
  const verb = hidden === undefined ? 'is' : `has ${printRecordType(hidden.type)} records that are`;
  const relation = boundary === owner ? 'at' : 'below';
  const reason = isCut
    ? `${relation} the delegation of ${quote(printOwner(boundary))}, whose servers answer for it`
    : `below the DNAME of ${quote(printOwner(boundary))}, which redirects it`;
  findings.warn(path, `${quote(printOwner(owner))} ${verb} never answered: it is ${reason}`, place);
}

function findAbove(
  owner: RelativeName,
  isWanted: (above: RelativeName) => boolean,
): RelativeName | undefined {
  let found: RelativeName | undefined;
  // The highest one decides: those below it are occluded themselves.
  for (const above of ownersAbove(owner)) if (isWanted(above)) found = above;
  return found;
}

/** RFC 1034 §4.2.1: resolvers cannot find a server whose only address is behind itself. */
function checkDelegation(
  view: ZoneView,
  cut: RelativeName,
  { cuts, dnames }: Boundaries,
  findings: Findings,
): void {
  const rrset = view.rrsetAt(cut, RecordType.NS);
  if (rrset === undefined || isWildcard(cut)) return;
  if (findAbove(cut, (above) => cuts.has(above) || dnames.has(above)) !== undefined) return;
  for (const { name, host } of serversOf(view, rrset)) {
    if (host === undefined || view.hasAddress(host)) continue;
    const isInside = host === cut || findAbove(host, (above) => above === cut) !== undefined;
    // Below another delegation, the servers there know the address.
    if (!isInside && findAbove(host, (above) => cuts.has(above)) !== undefined) continue;
    // Found to be an alias by another check.
    if (view.rrsetAt(host, RecordType.CNAME) !== undefined) continue;
    if (!isInside && (cuts.has(host) || view.isCovered(host))) continue;
    const { path, place } = view.whereIs(cut, RecordType.NS);
    const wayOut = `add an address record for "${printName(name)}"`;
    const message = isInside
      ? `delegates ${quote(printOwner(cut))} to "${printName(name)}", which resolvers cannot find without its address (glue); ${wayOut}`
      : `delegates ${quote(printOwner(cut))} to "${printName(name)}", which has no address in this zone; ${wayOut}`;
    findings.warn(path, message, place);
  }
}
