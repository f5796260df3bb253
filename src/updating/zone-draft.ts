// A zone's updated records while they are being changed: all of a message's changes are made in a draft of their own, which is
// adopted or thrown away. Refuses to know why a record changes.

import type { RelativeName } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import type { Rdata } from '../wire/rdata.ts';
import {
  type Origin,
  SizeCount,
  type Sizes,
  type UpdatedNode,
  type UpdatedRRset,
  type UpdatedZone,
} from './updated-zone.ts';

export interface NewRecord {
  readonly owner: RelativeName;
  readonly type: number;
  readonly ttlSeconds: number;
  readonly rdata: Rdata;
}

/** What a draft goes on from. */
interface Base {
  at(owner: RelativeName): UpdatedNode | undefined;
  readonly sizes: Sizes;
}

export class ZoneDraft {
  readonly #base: Base;
  /** An empty one where nothing is left. */
  readonly #changed = new Map<RelativeName, Map<number, UpdatedRRset>>();
  /** Those that are no one else's, and may be changed: a message may add thousands of records to one set. */
  readonly #own = new WeakSet<ReadonlyMap<Rdata, Origin>>();
  #adopted: Sizes | undefined;
  #added = 0;
  #removed = 0;

  private constructor(base: Base) {
    this.#base = base;
  }

  static of({ nodes, sizes }: UpdatedZone): ZoneDraft {
    return new ZoneDraft({ at: (owner) => nodes.get(owner), sizes });
  }

  /** A draft within this one. */
  nested(): ZoneDraft {
    return new ZoneDraft(this);
  }

  at(owner: RelativeName): UpdatedNode | undefined {
    const node = this.#changed.get(owner) ?? this.#base.at(owner);
    return node?.size === 0 ? undefined : node;
  }

  /** What it would be with this draft adopted. */
  get sizes(): Sizes {
    if (this.#adopted !== undefined) return this.#adopted;
    if (this.#changed.size === 0) return this.#base.sizes;
    const count = new SizeCount(this.#base.sizes);
    for (const [owner, node] of this.#changed) {
      count.count(owner, this.#base.at(owner), -1);
      count.count(owner, node, 1);
    }
    return count;
  }

  get isChanged(): boolean {
    return this.#changed.size > 0;
  }

  get owners(): Iterable<RelativeName> {
    return this.#changed.keys();
  }

  /** Records that came and went, those that only have another TTL among neither. */
  get counts(): { readonly added: number; readonly removed: number } {
    return { added: this.#added, removed: this.#removed };
  }

  /** RFC 2136 §3.4.2.2. Returns false when nothing changes. */
  add({ owner, type, ttlSeconds, rdata }: NewRecord, origin: Origin): boolean {
    const node = this.at(owner);
    // A CNAME stands alone; whichever came first stays.
    if (node !== undefined && (type === RecordType.CNAME) !== node.has(RecordType.CNAME)) return false;
    const before = node?.get(type);
    const known = before?.origins.get(rdata);
    // Said again, what stays for good stays as it is; what is to end may end later, or never.
    const stays =
      known !== undefined && (known.untilSeconds === undefined || known.untilSeconds === origin.untilSeconds);
    if (stays && before?.ttlSeconds === ttlSeconds) return false;
    // RFC 2136 §1.1.5: there is one CNAME, and a new one takes its place.
    if (type === RecordType.CNAME && known === undefined) this.removeType(owner, type);
    if (known === undefined) this.#added++;
    this.#originsAt(owner, type, ttlSeconds).set(rdata, stays ? known : origin);
    return true;
  }

  remove(owner: RelativeName, type: number, rdata: Rdata): boolean {
    const before = this.at(owner)?.get(type);
    if (before?.origins.has(rdata) !== true) return false;
    if (before.origins.size === 1) return this.removeType(owner, type);
    this.#removed++;
    return this.#originsAt(owner, type, before.ttlSeconds).delete(rdata);
  }

  removeType(owner: RelativeName, type: number): boolean {
    const before = this.at(owner)?.get(type);
    if (before === undefined) return false;
    this.#removed += before.origins.size;
    this.#nodeAt(owner).delete(type);
    return true;
  }

  removeAll(owner: RelativeName): void {
    for (const type of [...(this.at(owner)?.keys() ?? [])]) this.removeType(owner, type);
  }

  /** The changes of a nested draft. */
  adopt(nested: ZoneDraft): void {
    for (const [owner, node] of nested.#changed) this.#changed.set(owner, node);
    this.#adopted = nested.sizes;
    this.#added += nested.#added;
    this.#removed += nested.#removed;
  }

  /** The zone with the changes; `before` is what the draft was made of. */
  finish(before: UpdatedZone, nowSeconds: number): UpdatedZone {
    const nodes = new Map(before.nodes);
    for (const [owner, node] of this.#changed) {
      if (node.size === 0) nodes.delete(owner);
      else nodes.set(owner, node);
    }
    return { nodes, sizes: this.sizes, changedSeconds: nowSeconds };
  }

  #originsAt(owner: RelativeName, type: number, ttlSeconds: number): Map<Rdata, Origin> {
    const node = this.#nodeAt(owner);
    const before = node.get(type);
    const known = before?.origins;
    const origins = known instanceof Map && this.#own.has(known) ? known : new Map(known);
    this.#own.add(origins);
    if (known !== origins || before?.ttlSeconds !== ttlSeconds) node.set(type, { ttlSeconds, origins });
    return origins;
  }

  /** To be changed: a copy, unless it is one already. */
  #nodeAt(owner: RelativeName): Map<number, UpdatedRRset> {
    const known = this.#changed.get(owner);
    if (known !== undefined) return known;
    const node = new Map(this.#base.at(owner));
    this.#changed.set(owner, node);
    return node;
  }
}
