// An immutable map from names to what stands there, cheap to change in a few places: a large base that versions of
// a zone share, and a small overlay with what differs. Once the overlay has grown, the two become a new base.
// Refuses to know which names there should be.

import type { Name } from '../wire/name.ts';

/** The overlay is copied on each change: at 1/16 of the base that copy costs as much as merging once in a while. */
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

  /** The map with other nodes at some names, or nodes at other names. No name goes. */
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
