// A zone as it is published: its configuration, its keys, and what other zones of ours make of it.

import type { ZoneConfig } from '../config/zones/zone-config.ts';
import type { SigningSettings } from '../signing/signing-settings.ts';
import { type Name, ownersAbove, type RelativeName } from '../wire/name.ts';
import type { OwnedRecords } from '../zone/zone.ts';

/** A hosted zone with its aliases, and the keys that sign them. */
export interface LoadedZone extends Pick<ZoneConfig, 'content' | 'timing' | 'path' | 'transfer' | 'updates'> {
  /** Absent: not signed. */
  readonly signing?: SigningSettings | undefined;
  /** By apex, of the zones of this group in which other zones of ours begin. */
  readonly delegations?: ReadonlyMap<Name, Delegations>;
  /** It lists the others, and is not for resolvers. */
  readonly isCatalog?: true;
}

/** Where other zones of ours begin in a zone. */
export interface Delegations {
  readonly cuts: ReadonlySet<RelativeName>;
  /** At the cuts and below: NS, DS and glue. */
  readonly records: OwnedRecords;
}

/** The records of a zone, with those of its delegations in place of whatever it has there itself. */
export function withDelegations(own: OwnedRecords, delegations: Delegations | undefined): OwnedRecords {
  if (delegations === undefined) return own;
  return new Map([...withoutDelegated(own, delegations), ...delegations.records]);
}

/** What a zone has at or below a cut is never published. */
export function withoutDelegated(own: OwnedRecords, delegations: Delegations | undefined): OwnedRecords {
  if (delegations === undefined) return own;
  const { cuts } = delegations;
  return new Map([...own].filter(([owner]) => !isDelegated(owner, cuts)));
}

export function isDelegated(owner: RelativeName, cuts: ReadonlySet<RelativeName>): boolean {
  return cutAbove(owner, cuts) !== undefined;
}

export function cutAbove(owner: RelativeName, cuts: ReadonlySet<RelativeName>): RelativeName | undefined {
  if (cuts.has(owner)) return owner;
  for (const above of ownersAbove(owner)) if (cuts.has(above)) return above;
  return undefined;
}
