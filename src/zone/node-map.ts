// An immutable map from names to what stands there, cheap to change in a few places: a large base that versions of
// a zone share, and a small overlay with what differs. Once the overlay has grown, the two become a new base.

import { invariant } from '../base/invariant.ts';
import type { Name } from '../wire/name.ts';

/** The overlay is copied on each change: at 1/16 of the base that copy costs as much as merging once in a while. */
const overlayShareMax = 1 / 16;

export class NodeMap<Node> {
  readonly #base: ReadonlyMap<Name, Node>;
  readonly #overlay: ReadonlyMap<Name, Node>;

  constructor(base: ReadonlyMap<Name, Node>, overlay: ReadonlyMap<Name, Node> = new Map()) {
    this.#base = base;
    this.#overlay = overlay;
  }

  get size(): number {
    return this.#base.size;
  }

  get(name: Name): Node | undefined {
    return this.#overlay.get(name) ?? this.#base.get(name);
  }

  names(): IterableIterator<Name> {
    return this.#base.keys();
  }

  /** The map with other nodes at some names. Which names exist is fixed by the configuration: none is added here. */
  with(changes: ReadonlyMap<Name, Node>): NodeMap<Node> {
    const overlay = new Map(this.#overlay);
    for (const [name, node] of changes) {
      invariant(this.#base.has(name), 'a changed node exists');
      overlay.set(name, node);
    }
    if (overlay.size <= this.#base.size * overlayShareMax) return new NodeMap(this.#base, overlay);
    const base = new Map(this.#base);
    for (const [name, node] of overlay) base.set(name, node);
    return new NodeMap(base);
  }
}
