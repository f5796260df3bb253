// Records that do not depend on health, as a master file or an operator gives them. A name in their data may be relative to
// the zone, and is then another one in each alias zone.

import type { Name, RelativeName } from '../wire/name.ts';
import type { Rdata } from '../wire/rdata.ts';
import { makeRRset, type RRset } from '../wire/rrset.ts';

export type StaticRecords = ReadonlyMap<RelativeName, readonly StaticRRset[]>;

/** The data of one record, or how to complete it in a zone. */
export type StaticRdata = Rdata | ((apex: Name) => Rdata);

export interface StaticRRset {
  readonly type: number;
  readonly ttlSeconds: number;
  /** At least one. */
  readonly rdatas: readonly StaticRdata[];
}

/** Whether it is the same in every zone. */
export function isSameEverywhere({ rdatas }: StaticRRset): boolean {
  return rdatas.every((rdata) => typeof rdata === 'string');
}

export function completeRRset({ type, ttlSeconds, rdatas }: StaticRRset, apex: Name): RRset {
  return makeRRset(
    type,
    ttlSeconds,
    rdatas.map((rdata) => (typeof rdata === 'string' ? rdata : rdata(apex))),
  );
}

/** All of these records, also where several have the same owner and type. */
export function mergeStatic(all: readonly StaticRecords[]): StaticRecords {
  const [only, ...others] = all;
  if (only !== undefined && others.length === 0) return only;
  const merged = new Map<RelativeName, StaticRRset[]>();
  for (const [owner, rrsets] of all.flatMap((records) => [...records])) {
    const known = merged.get(owner);
    if (known === undefined) merged.set(owner, [...rrsets]);
    else known.push(...rrsets);
  }
  return merged;
}
