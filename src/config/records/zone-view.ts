// Everything at the names of a zone, from a master file and from the configuration, while it is compared; and what to point to
// in a finding. Refuses to judge.

import type { Place } from '../../base/place.ts';
import type { Resolution } from '../../health/deciding/resolution.ts';
import type { Service } from '../../health/deciding/service.ts';
import {
  isAtOrBelow,
  type Name,
  ownersAbove,
  type RelativeName,
  relativeTo,
  wildcardBelow,
} from '../../wire/name.ts';
import { isAddressType } from '../../wire/protocol.ts';
import type { Rdata } from '../../wire/rdata.ts';
import type { MasterFile } from '../../zone/master-file/master-file.ts';
import type { StaticRdata, StaticRecords, StaticRRset } from '../../zone/static-records.ts';
import type { ServiceBinding } from '../names/service-binding.ts';
import type { WrittenNames } from '../names/written-names.ts';

/** What a finding is about: a path, and a place if it is in a master file. */
export interface Whereabouts {
  readonly path: string;
  readonly place?: Place;
}

export class ZoneView {
  readonly apex: Name;
  readonly records: StaticRecords;
  readonly resolutions: ReadonlyMap<RelativeName, Resolution>;
  readonly services: ReadonlyMap<RelativeName, Service>;
  readonly bindings: ReadonlyMap<RelativeName, readonly ServiceBinding[]>;
  readonly #path: string;
  readonly #pathOf: WrittenNames['pathOf'];
  readonly #file: MasterFile | undefined;
  /** By owner and type. */
  readonly #written = new Map<string, string>();

  /** `path` is that of the setting that names the master file. */
  constructor(
    { apex, path }: { readonly apex: Name; readonly path: string },
    names: WrittenNames,
    records: StaticRecords,
    file: MasterFile | undefined,
  ) {
    this.apex = apex;
    this.#path = path;
    this.records = records;
    this.resolutions = new Map(names.resolutions.map((resolution) => [resolution.owner, resolution]));
    this.services = new Map(names.services.map((service) => [service.owner, service]));
    this.bindings = groupByOwner(names.bindings);
    this.#pathOf = names.pathOf;
    this.#file = file;
    for (const { owner, type, path: at } of names.records) this.#written.set(`${type} ${owner}`, at);
  }

  /** Every name that somebody wrote down. */
  *owners(): Generator<RelativeName> {
    yield* this.records.keys();
    for (const items of [this.resolutions, this.services, this.bindings])
      for (const owner of items.keys()) if (!this.records.has(owner)) yield owner;
  }

  /** Where records of a type stand: in the configuration rather than in the file. */
  whereIs(owner: RelativeName, type: number): Whereabouts {
    const written = this.#written.get(`${type} ${owner}`);
    if (written !== undefined) return { path: written };
    const place = this.#file?.placeOf(owner, type);
    if (place === undefined) return { path: this.#pathOf(owner) ?? this.#path };
    return { path: this.#path, place };
  }

  /** Where the entry of a name stands in the configuration. */
  pathOf(owner: RelativeName): string {
    return this.#pathOf(owner) ?? this.#path;
  }

  rrsetAt(owner: RelativeName, type: number): StaticRRset | undefined {
    return this.records.get(owner)?.find((rrset) => rrset.type === type);
  }

  hasAddress(owner: RelativeName): boolean {
    if (this.resolutions.has(owner)) return true;
    return this.records.get(owner)?.some(({ type }) => isAddressType(type)) ?? false;
  }

  /** Whether a wildcard with addresses is above the name. */
  isCovered(owner: RelativeName): boolean {
    for (const above of ownersAbove(owner)) if (this.hasAddress(wildcardBelow(above))) return true;
    return false;
  }

  /** Nothing for a name outside the zone. */
  relative(name: Name): RelativeName | undefined {
    return isAtOrBelow(name, this.apex) ? relativeTo(this.apex, name) : undefined;
  }

  complete(rdata: StaticRdata): Rdata {
    return typeof rdata === 'string' ? rdata : rdata(this.apex);
  }
}

function groupByOwner<Item extends { readonly owner: RelativeName }>(
  items: readonly Item[],
): ReadonlyMap<RelativeName, readonly Item[]> {
  const groups = new Map<RelativeName, Item[]>();
  for (const item of items) {
    const group = groups.get(item.owner);
    if (group === undefined) groups.set(item.owner, [item]);
    else group.push(item);
  }
  return groups;
}

/** For messages: `example.zone:12`, or the path. */
export function printWhereabouts({ path, place }: Whereabouts): string {
  return place === undefined ? path : `${place.source}:${place.line}`;
}
