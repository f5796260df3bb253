// Which parts of the first page are other than when its readers got them: drawn anew only while somebody reads, and sent only if
// more than the time of day is different. Refuses to know who reads.

import type { Html } from './markup/html.ts';

/** Ages and countdowns go on by themselves in the browser. */
const timeText = /(<time [^>]*>)[^<]*/g;

export class PageChanges {
  readonly #sent = new Map<string, string>();

  /** Those of `drawn` that differ from what was drawn last. */
  sift(drawn: Iterable<readonly [id: string, part: Html]>): ReadonlyMap<string, string> {
    const changed = new Map<string, string>();
    for (const [id, part] of drawn) {
      const text = part.toString();
      const essence = text.replace(timeText, '$1');
      if (this.#sent.get(id) === essence) continue;
      this.#sent.set(id, essence);
      changed.set(id, text);
    }
    return changed;
  }

  /** Parts may be gone. */
  forget(): void {
    this.#sent.clear();
  }
}
