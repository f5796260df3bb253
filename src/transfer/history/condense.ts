// Several differences in a row -> the one from the first version to the last: what was removed and added again, or added and
// removed again, does not travel. Works in slices, since an hour of changes may take a while.

import type { RecordDifference } from './compare-records.ts';
import { type RecordOctets, recordsIn } from './record-octets.ts';

/** So many records take less than a millisecond. */
const recordsPerSlice = 1000;

export class Condensing {
  readonly removed = new Set<RecordOctets>();
  readonly added = new Set<RecordOctets>();

  /** Yields after each slice of the work: a single difference may be as large as a zone. */
  *run(differences: Iterable<RecordDifference>): Generator<undefined> {
    let left = recordsPerSlice;
    for (const { removed, added } of differences) {
      for (const [octets, into, counterpart] of [
        [removed, this.removed, this.added],
        [added, this.added, this.removed],
      ] as const) {
        for (const record of recordsIn(octets)) {
          if (!counterpart.delete(record)) into.add(record);
          if (--left > 0) continue;
          left = recordsPerSlice;
          yield undefined;
        }
      }
    }
  }

  get octets(): number {
    let octets = 0;
    for (const record of this.removed) octets += record.length;
    for (const record of this.added) octets += record.length;
    return octets;
  }
}
