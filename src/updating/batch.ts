// Changes of zones that are written and published together, each judged with those before it made. Refuses to know what they
// ask for, and disks.

import type { ZoneGroup } from '../publishing/zone-group.ts';
import type { Name, RelativeName } from '../wire/name.ts';
import { ResponseCode } from '../wire/protocol.ts';
import { findExcess, Total } from './limits.ts';
import type { Refusal } from './refusal.ts';
import { emptyZone, endingRecords, type Maker, type UpdatedZone, type UpdatedZones } from './updated-zone.ts';
import { ZoneDraft } from './zone-draft.ts';

export interface Change {
  /** Of a hosted zone or an alias. */
  readonly apex: Name;
  readonly by: Maker;
  readonly make: (zone: OpenZone) => Judged;
}

/** A zone that is served, while it is being changed. */
export interface OpenZone {
  readonly group: ZoneGroup;
  /** To be changed; thrown away if the change is refused. */
  readonly draft: ZoneDraft;
  readonly nowSeconds: number;
}

export type Judged =
  /** `recordsMax`: how many the maker may have made in all. */
  { readonly kind: 'done'; readonly recordsMax: number } | Refused;

export interface Refused {
  readonly kind: 'refused';
  readonly code: number;
  readonly refusal?: Refusal | undefined;
}

/** What was done, in a zone and its aliases. */
export interface Done {
  readonly kind: 'done';
  readonly hostedZone: Name;
  readonly owners: readonly RelativeName[];
  readonly added: number;
  readonly removed: number;
}

export class Batch {
  readonly #before: UpdatedZones;
  readonly #homes: ReadonlyMap<Name, ZoneGroup>;
  readonly #nowSeconds: number;
  readonly #total: Total;
  readonly #drafts = new Map<Name, ZoneDraft>();

  /** Records whose time has come are gone from the start. */
  constructor(before: UpdatedZones, groups: readonly ZoneGroup[], nowSeconds: number) {
    this.#before = before;
    this.#homes = new Map(groups.flatMap((group) => group.zones.map(({ apex }) => [apex, group])));
    this.#nowSeconds = nowSeconds;
    this.#total = new Total([...before.values()].map(({ sizes }) => sizes));
    for (const [apex, zone] of before) this.#removeEnded(apex, zone);
  }

  judge({ apex, by, make }: Change): Done | Refused {
    const group = this.#homes.get(apex);
    if (group === undefined) return { kind: 'refused', code: ResponseCode.NOTAUTH };
    const outer = this.#draftOf(group.apex);
    const draft = outer.nested();
    const judged = make({ group, draft, nowSeconds: this.#nowSeconds });
    if (judged.kind === 'refused') return judged;
    const done: Done = { kind: 'done', hostedZone: group.apex, owners: [...draft.owners], ...draft.counts };
    if (!draft.isChanged) return done;
    const { sizes } = outer;
    const refusal = findExcess(draft, sizes, by, judged.recordsMax);
    if (refusal !== undefined) return { kind: 'refused', code: ResponseCode.REFUSED, refusal };
    if (!this.#total.take(sizes, draft.sizes))
      return { kind: 'refused', code: ResponseCode.REFUSED, refusal: { kind: 'all-full' } };
    outer.adopt(draft);
    return done;
  }

  /** The zones as they were, if nothing has changed. */
  finish(): UpdatedZones {
    const changed = [...this.#drafts].filter(([, draft]) => draft.isChanged);
    if (changed.length === 0) return this.#before;
    const zones = new Map(this.#before);
    for (const [apex, draft] of changed)
      zones.set(apex, draft.finish(this.#before.get(apex) ?? emptyZone, this.#nowSeconds));
    return zones;
  }

  #draftOf(hostedZone: Name): ZoneDraft {
    const known = this.#drafts.get(hostedZone) ?? ZoneDraft.of(this.#before.get(hostedZone) ?? emptyZone);
    this.#drafts.set(hostedZone, known);
    return known;
  }

  #removeEnded(apex: Name, zone: UpdatedZone): void {
    const draft = ZoneDraft.of(zone).nested();
    for (const { owner, type, rdata, untilSeconds } of endingRecords(zone))
      if (untilSeconds <= this.#nowSeconds) draft.remove(owner, type, rdata);
    if (draft.isChanged) this.#draftOf(apex).adopt(draft);
  }
}
