// What a transfer consists of: the difference where history reaches and it is worth it, else the whole zone. Refuses to know
// who asks.

import type { ZoneRecords } from '../../zone/zone.ts';
import { Condensing } from '../history/condense.ts';
import { isLargerThan, listDifference, listZone } from '../history/list-records.ts';
import type { OwnedRRset } from '../history/record-octets.ts';
import type { Step } from '../history/zone-history.ts';

export type TransferForm = 'whole zone' | 'difference';

/**
 * Up to this size a difference is sent even where the whole zone is shorter: it saves no time then, and a secondary has less
 * to do with a difference than with a zone.
 */
const worthwhileOctets = 16 * 1024;

/** Absent `steps`: the way from the version that the client has is not known. Yields nothing while it makes up its mind. */
export function* chooseRecords(
  zone: ZoneRecords,
  steps: readonly [Step, ...Step[]] | undefined,
  onChosen: (form: TransferForm) => void,
): Generator<OwnedRRset | undefined> {
  const condensing = new Condensing();
  if (steps !== undefined) {
    yield* condensing.run(steps);
    const { octets } = condensing;
    if (octets <= worthwhileOctets || (yield* isLargerThan(octets, zone))) {
      onChosen('difference');
      yield* listDifference(zone, steps[0].from, condensing);
      return;
    }
  }
  onChosen('whole zone');
  yield* listZone(zone);
}
