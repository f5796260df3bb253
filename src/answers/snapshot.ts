// What is being served: the one place where the change flow and the query flow meet.

import type { ZoneChange } from '../zone/build-zone.ts';
import type { Zone } from '../zone/zone.ts';
import { buildImage } from './build-image.ts';
import { compactImage } from './compact-image.ts';
import { emptyImage, type Image, isRunningFull } from './image.ts';
import { patchImage } from './patch-image.ts';
import { reshapeImage } from './reshape-image.ts';

export class Snapshot {
  #image: Image = emptyImage();
  readonly #onReplaced = new Set<(image: Image) => void>();

  /** Read it anew for each query or batch: it is replaced as a whole now and then. */
  get image(): Image {
    return this.#image;
  }

  replace(zones: readonly Zone[]): void {
    this.#serve(buildImage(zones));
  }

  /** Makes room while nobody waits: the next change should find some and be served at once. */
  tidy(): void {
    if (isRunningFull(this.#image)) this.#serve(compactImage(this.#image));
  }

  /** `zones` are all that are served from now on: those that changed, and the others. */
  change(changes: readonly ZoneChange[], zones: readonly Zone[]): void {
    if (changes.some(({ isReshaped }) => isReshaped)) {
      this.#serve(reshapeImage(this.#image, changes, zones));
      return;
    }
    if (patchImage(this.#image, changes)) return;
    const compact = compactImage(this.#image);
    if (patchImage(compact, changes)) this.#serve(compact);
    else this.replace(zones);
  }

  /** Calls back with every image that replaces another; the returned function ends that. */
  onReplaced(act: (image: Image) => void): () => void {
    this.#onReplaced.add(act);
    return () => void this.#onReplaced.delete(act);
  }

  #serve(image: Image): void {
    this.#image = image;
    for (const act of this.#onReplaced) act(image);
  }
}
