// How much updates may make. Refuses to know what is in the records.

import { answerOctetsMax, recordOctets } from '../config/records/check-nodes.ts';
import type { Refusal } from './refusal.ts';
import type { Maker, Sizes } from './updated-zone.ts';
import type { ZoneDraft } from './zone-draft.ts';

/** In all zones together: all of them are written whenever one changes, which takes 0.2 s then. */
export const recordsMax = 100_000;
export const octetsMax: number = 16 * 1024 * 1024;

/** What is too much about a change of a zone; nothing when it fits. Whatever is too much already may become less. */
export function findExcess(
  draft: ZoneDraft,
  before: Sizes,
  by: Maker,
  ofMakerMax: number,
): Refusal | undefined {
  const { byMaker } = draft.sizes;
  const made = byMaker.get(by) ?? 0;
  if (made > ofMakerMax && made > (before.byMaker.get(by) ?? 0))
    return { kind: by === undefined ? 'too-many-texts' : 'too-many-records' };
  for (const owner of draft.owners) {
    for (const [type, { origins }] of draft.at(owner) ?? []) {
      let octets = 0;
      for (const rdata of origins.keys()) octets += recordOctets + rdata.length;
      if (octets > answerOctetsMax) return { kind: 'set-too-large', owner, type };
    }
  }
  return undefined;
}

/** What all zones hold together, as a batch of changes goes on. */
export class Total {
  #records = 0;
  #octets = 0;

  constructor(all: Iterable<Sizes>) {
    for (const { records, octets } of all) {
      this.#records += records;
      this.#octets += octets;
    }
  }

  /** Counts a zone that goes from one size to another, unless that is too much. */
  take(before: Sizes, after: Sizes): boolean {
    const records = this.#records + after.records - before.records;
    const octets = this.#octets + after.octets - before.octets;
    const isTooMuch =
      (records > recordsMax && after.records > before.records) ||
      (octets > octetsMax && after.octets > before.octets);
    if (isTooMuch) return false;
    this.#records = records;
    this.#octets = octets;
    return true;
  }
}
