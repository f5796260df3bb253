// Which names of a zone are spoken for: what updates leave there is not published. Refuses to know who updates what.

import { apexOwner, completeName, type Name, ownersAbove, type RelativeName } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import type { OwnedRecords } from '../zone/zone.ts';
import { isDelegated, type LoadedZone } from './loaded-zone.ts';

/** Why nobody else makes records at a name. */
export type Claim =
  /** It stands in the configuration or in a master file. */
  | 'configured'
  /** Another zone begins there or above. */
  | 'delegated'
  /** A DNAME stands above. */
  | 'redirected'
  /** In the zone or an alias of it, it would have more than 255 octets. */
  | 'too-long';

type Claimed = Pick<LoadedZone, 'content' | 'delegations'>;

/** At the apex only what the operator wrote counts: the SOA and NS records that every zone has are protected by their types. */
export function claimOn(zone: Claimed, owner: RelativeName): Claim | undefined {
  const { content, delegations } = zone;
  const apexes = [content.hostedZone, ...content.aliasZones];
  if (apexes.some((apex) => completeName(owner, apex) === undefined)) return 'too-long';
  for (const { cuts } of delegations?.values() ?? []) if (isDelegated(owner, cuts)) return 'delegated';
  for (const above of ownersAbove(owner)) {
    const rrsets = content.records.get(above) ?? [];
    if (rrsets.some(({ type }) => type === RecordType.DNAME)) return 'redirected';
    if (above !== apexOwner && rrsets.some(({ type }) => type === RecordType.NS)) return 'delegated';
  }
  return content.records.has(owner) || entryOwners(zone).has(owner) ? 'configured' : undefined;
}

/** Those of the records that are published: where the configuration speaks for a name, it wins. */
export function withoutClaimed(zone: Claimed, updated: OwnedRecords): OwnedRecords {
  const free = [...updated].filter(([owner]) => claimOn(zone, owner) === undefined);
  return free.length === updated.size ? updated : new Map(free);
}

/** Made once for a configuration that has a hundred thousand of them. */
const ownersOf = new WeakMap<LoadedZone['content'], ReadonlySet<RelativeName>>();

function entryOwners({ content }: Claimed): ReadonlySet<RelativeName> {
  const known = ownersOf.get(content);
  if (known !== undefined) return known;
  const { resolutions, services, bindings } = content;
  const owners = new Set<RelativeName>();
  for (const entries of [resolutions, services, bindings]) for (const { owner } of entries) owners.add(owner);
  ownersOf.set(content, owners);
  return owners;
}

/** What updates have made, by hosted zone. */
export type UpdatedRecords = ReadonlyMap<Name, OwnedRecords>;

export const noRecords: OwnedRecords = new Map();
