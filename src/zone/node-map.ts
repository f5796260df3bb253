// An immutable map from names to nodes, cheap to change in a few places: a large base that versions of a zone share, and a
// small overlay with what differs. When the overlay has grown, the two are merged into a new base. Refuses to know which
// names there should be.

import type { Name } from '../wire/name.ts';

/** Every change copies the overlay; at 1/16 of the base, these copies cost about as much as an occasional merge. */
const overlayShareMax = 1 / 16;

export class NodeMap<Node> {
  readonly #base: ReadonlyMap<Name, Node>;
  readonly #overlay: ReadonlyMap<Name, Node>;
  readonly size: number;

  constructor(
    base: ReadonlyMap<Name, Node>,
    overlay: ReadonlyMap<Name, Node> = new Map(),
    size: number = base.size,
  ) {
    this.#base = base;
    this.#overlay = overlay;
    this.size = size;
  }

  get(name: Name): Node | undefined {
    return this.#overlay.get(name) ?? this.#base.get(name);
  }

  *names(): IterableIterator<Name> {
    yield* this.#base.keys();
    for (const name of this.#overlay.keys()) if (!this.#base.has(name)) yield name;
  }

  /** Names whose nodes are not the very same ones in the other map. Fast between versions that share a base. */
  *namesDiffering(other: NodeMap<Node>): IterableIterator<Name> {
    if (other === this) return;
    const sharesBase = other.#base === this.#base;
    const own = sharesBase ? this.#overlay : this;
    for (const name of sharesBase ? this.#overlay.keys() : this.names())
      if (this.get(name) !== other.get(name)) yield name;
    for (const name of sharesBase ? other.#overlay.keys() : other.names())
      if (own.get(name) === undefined && this.get(name) !== other.get(name)) yield name;
  }

  /** The map with nodes replaced or added. No name is ever removed. */
  with(changes: ReadonlyMap<Name, Node>): NodeMap<Node> {
    if (changes.size === 0) return this;
    const overlay = new Map(this.#overlay);
    let { size } = this;
    for (const [name, node] of changes) {
      if (!this.#base.has(name) && !overlay.has(name)) size++;
      overlay.set(name, node);
    }
    if (overlay.size <= this.#base.size * overlayShareMax) return new NodeMap(this.#base, overlay, size);
    const base = new Map(this.#base);
    for (const [name, node] of overlay) base.set(name, node);
    return new NodeMap(base);
  }
}
