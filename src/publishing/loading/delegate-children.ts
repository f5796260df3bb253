// Zones of ours inside others of ours: what the outer zone says where the inner one begins (RFC 1034 §4.2.2, RFC 4035 §2.4).
// All of it follows from the configuration and the keys, so that no change of health moves the outer zone's serial.

import { type Finding, Findings } from '../../config/findings/finding.ts';
import { printPath } from '../../config/findings/print-path.ts';
import { wantedDs } from '../../signing/signing-settings.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import {
  completeName,
  findAtOrAbove,
  isAtOrBelow,
  type Name,
  parentOf,
  printName,
  printOwner,
  type RelativeName,
  relativeTo,
} from '../../wire/name.ts';
import { addressTypes, isAddressType, RecordType } from '../../wire/protocol.ts';
import { addressRdata, nsRdata } from '../../wire/rdata.ts';
import { makeRRset, type RRset } from '../../wire/rrset.ts';
import { completeRRset } from '../../zone/static-records.ts';
import { cutAbove, type Delegations, isDelegated, type LoadedZone } from '../loaded-zone.ts';

export interface DelegatedZones {
  readonly zones: readonly LoadedZone[];
  readonly warnings: readonly Finding[];
}

export function delegateChildren(zones: readonly LoadedZone[]): DelegatedZones {
  const homes = new Map<Name, LoadedZone>();
  for (const zone of zones)
    for (const apex of [zone.content.hostedZone, ...zone.content.aliasZones]) homes.set(apex, zone);
  /** By the apex of the zone that they begin in. */
  const childrenOf = new Map<Name, Name[]>();
  for (const apex of homes.keys()) {
    const above = parentOf(apex);
    const parent = above && findAtOrAbove(above, (name) => homes.has(name));
    if (parent === undefined) continue;
    const children = childrenOf.get(parent) ?? [];
    children.push(apex);
    childrenOf.set(parent, children);
  }
  if (childrenOf.size === 0) return { zones, warnings: [] };
  const glue = new GlueFinder(homes);
  const findings = new Findings();
  const delegated = zones.map((zone): LoadedZone => {
    const { hostedZone, aliasZones } = zone.content;
    const delegations = new Map<Name, Delegations>();
    for (const apex of [hostedZone, ...aliasZones]) {
      const children = childrenOf.get(apex);
      if (children !== undefined) delegations.set(apex, delegate(apex, children, homes, glue));
    }
    const ofHosted = delegations.get(hostedZone);
    if (ofHosted !== undefined) warnOfOverruled(zone, ofHosted, findings);
    return delegations.size === 0 ? zone : { ...zone, delegations };
  });
  return { zones: delegated, warnings: findings.all };
}

function delegate(
  parent: Name,
  children: readonly Name[],
  homes: ReadonlyMap<Name, LoadedZone>,
  glue: GlueFinder,
): Delegations {
  const records = new Map<RelativeName, readonly RRset[]>();
  const cuts = new Set(children.map((child) => relativeTo(parent, child)));
  for (const child of children) {
    const zone = homes.get(child);
    if (zone === undefined) continue;
    const { nameServers, nsTtlSeconds = zone.timing.apexTtlSeconds } = zone.content;
    const at: RRset[] = [makeRRset(RecordType.NS, nsTtlSeconds, nameServers.map(nsRdata))];
    const { signing } = zone;
    if (signing !== undefined) at.push(makeRRset(RecordType.DS, nsTtlSeconds, wantedDs(signing, child)));
    const owner = relativeTo(parent, child);
    // A child that is its own name server has its glue here already.
    records.set(owner, [...at, ...(records.get(owner) ?? [])]);
    for (const host of nameServers) {
      if (!isAtOrBelow(host, parent)) continue;
      const hostOwner = relativeTo(parent, host);
      if (!isDelegated(hostOwner, cuts)) continue;
      const known = records.get(hostOwner) ?? [];
      if (!known.some(({ type }) => isAddressType(type)))
        records.set(hostOwner, [...known, ...glue.at(host)]);
    }
  }
  return { cuts, records };
}

/** The addresses of name servers in our zones, each looked for once: a thousand zones may have the same. */
class GlueFinder {
  readonly #homes: ReadonlyMap<Name, LoadedZone>;
  readonly #known = new Map<Name, readonly RRset[]>();

  constructor(homes: ReadonlyMap<Name, LoadedZone>) {
    this.#homes = homes;
  }

  /** Every configured address, healthy or not: a name server that is down must not change the parent zone. */
  at(host: Name): readonly RRset[] {
    const known = this.#known.get(host) ?? this.#find(host);
    this.#known.set(host, known);
    return known;
  }

  #find(host: Name): readonly RRset[] {
    const apex = findAtOrAbove(host, (above) => this.#homes.has(above));
    const home = apex === undefined ? undefined : this.#homes.get(apex);
    if (apex === undefined || home === undefined) return [];
    const owner = relativeTo(apex, host);
    const { resolutions, records } = home.content;
    const resolution = resolutions.find((one) => one.owner === owner);
    const addresses = resolution?.candidates.map(({ address }) => address) ?? [];
    const fixed = (records.get(owner) ?? []).filter(({ type }) => isAddressType(type));
    return [
      ...addressRRsets(addresses, resolution?.ttlSeconds ?? home.timing.addressTtlSeconds),
      ...fixed.map((rrset) => completeRRset(rrset, apex)),
    ];
  }
}

function addressRRsets(addresses: readonly IpAddress[], ttlSeconds: number): RRset[] {
  return addressTypes.flatMap(({ family, type }) => {
    const rdatas = addresses.filter((address) => address.family === family).map(addressRdata);
    return rdatas.length === 0 ? [] : [makeRRset(type, ttlSeconds, rdatas)];
  });
}

/** One warning for each child zone about which its parent says something else, or has names in it. */
function warnOfOverruled(
  { content, path }: LoadedZone,
  { cuts, records }: Delegations,
  findings: Findings,
): void {
  const { hostedZone, resolutions, services, bindings } = content;
  const place = path === undefined ? 'zone-resolutions' : printPath(path, 'names');
  const owners = new Set([...resolutions, ...services, ...bindings].map(({ owner }) => owner));
  const hidden = [...owners, ...content.records.keys()].filter((owner) => isDelegated(owner, cuts));
  const told = new Set<RelativeName>();
  for (const owner of hidden) {
    const cut = cutAbove(owner, cuts);
    if (cut === undefined || told.has(cut)) continue;
    const own = (content.records.get(owner) ?? []).map((rrset) => completeRRset(rrset, hostedZone));
    // What says the same, as the file of a parent zone does, is no contradiction.
    const ours = records.get(owner) ?? [];
    if (!owners.has(owner) && own.every((rrset) => ours.some((one) => saysTheSame(one, rrset)))) continue;
    told.add(cut);
    const child = printName(completeName(cut, hostedZone) ?? hostedZone);
    const what = owner === cut ? 'says otherwise where' : `has "${printOwner(owner)}" where`;
    findings.warnIfSound(
      place,
      `"${printName(hostedZone)}" ${what} the zone "${child}" of ours begins; that zone and its keys count`,
    );
  }
}

/** TTLs aside, which are the inner zone's. */
function saysTheSame(a: RRset, b: RRset): boolean {
  return a.type === b.type && [...a.rdatas].sort().join('\n') === [...b.rdatas].sort().join('\n');
}
