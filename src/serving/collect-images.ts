// Lets go of images that a worker no longer serves. Shared memory counts for nothing when V8 decides whether to collect
// garbage, and a worker makes hardly any other: left alone, it holds every image that it ever served.

import { setFlagsFromString } from 'node:v8';

/** So much may be held: a small zone's images of 64 reloads, or one of a large zone. Collecting takes 5 to 20 ms. */
const heldOctetsMax = 16 * 1024 * 1024;

let canCollect = false;

/** Before the first thread begins: one that is there cannot, and switching flags while threads start is a race. */
export function letThreadsCollect(): void {
  if (!canCollect) setFlagsFromString('--expose-gc');
  canCollect = true;
}

/** For this thread; told the size of what was replaced, between two turns. */
export function createImageCollector(): (octets: number) => void {
  let heldOctets = 0;
  return (octets) => {
    heldOctets += octets;
    if (heldOctets <= heldOctetsMax) return;
    heldOctets = 0;
    // All of it: what V8 takes for long-lived (it does with images, having seen a thousand) a minor collection misses.
    globalThis.gc?.();
  };
}
