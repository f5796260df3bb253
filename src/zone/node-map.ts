// An immutable map from names to nodes, cheap to change in a few places: a large base that versions of a zone share, and a
// small overlay with what differs. When the overlay has grown, the two are merged into a new base. Refuses to know which
// names there should be.

import type { Name } from '../wire/name.ts';

/** Every change copies the overlay; at 1/16 of the base, these copies cost about as much as an occasional merge. */
const overlayShareMax = 1 / 16;

const noNames: ReadonlySet<Name> = new Set();

export class NodeMap<Node> {
  readonly #base: ReadonlyMap<Name, Node>;
  readonly #overlay: ReadonlyMap<Name, Node>;
  /** Names of the base that are there no longer. */
  readonly #gone: ReadonlySet<Name>;
  readonly size: number;

  constructor(
    base: ReadonlyMap<Name, Node>,
    overlay: ReadonlyMap<Name, Node> = new Map(),
    size: number = base.size,
    gone: ReadonlySet<Name> = noNames,
  ) {
    this.#base = base;
    this.#overlay = overlay;
    this.#gone = gone;
    this.size = size;
  }

  get(name: Name): Node | undefined {
    return this.#overlay.get(name) ?? (this.#gone.has(name) ? undefined : this.#base.get(name));
  }

  *names(): IterableIterator<Name> {
    for (const name of this.#base.keys()) if (!this.#gone.has(name)) yield name;
    for (const name of this.#overlay.keys()) if (!this.#base.has(name)) yield name;
  }

  /** Names whose nodes are not the very same ones in the other map. Fast between versions that share a base. */
  *namesDiffering(other: NodeMap<Node>): IterableIterator<Name> {
    if (other === this) return;
    const sharesBase = other.#base === this.#base;
    const candidates = new Set<Name>();
    for (const map of [this, other])
      for (const names of sharesBase ? [map.#overlay.keys(), map.#gone] : [map.names()])
        for (const name of names) candidates.add(name);
    for (const name of candidates) if (this.get(name) !== other.get(name)) yield name;
  }

  /** The map with nodes replaced or added, and others removed. */
  with(changes: ReadonlyMap<Name, Node>, removed: ReadonlySet<Name> = noNames): NodeMap<Node> {
    if (changes.size === 0 && removed.size === 0) return this;
    const overlay = new Map(this.#overlay);
    const gone = new Set(this.#gone);
    let { size } = this;
    for (const name of removed) {
      if (this.get(name) !== undefined) size--;
      overlay.delete(name);
      if (this.#base.has(name)) gone.add(name);
    }
    for (const [name, node] of changes) {
      if (!overlay.has(name) && (gone.has(name) || !this.#base.has(name))) size++;
      gone.delete(name);
      overlay.set(name, node);
    }
    if (overlay.size + gone.size <= this.#base.size * overlayShareMax)
      return new NodeMap(this.#base, overlay, size, gone);
    const base = new Map(this.#base);
    for (const name of gone) base.delete(name);
    for (const [name, node] of overlay) base.set(name, node);
    return new NodeMap(base);
  }
}
