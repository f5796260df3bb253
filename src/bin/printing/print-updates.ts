// What status says of the records that updates made, for people.

import type { UpdatesStatus } from '../../control/protocol/updates.ts';
import type { OutputStyle } from './output-style.ts';
import { printColumns } from './print-columns.ts';
import { printTime } from './print-time.ts';

/** More push what is down off the screen. */
const zonesShownMax = 20;

export function printUpdates(
  { zones, done, refused, failed, problem }: UpdatesStatus,
  style?: OutputStyle,
): string[] {
  const rows = zones
    .slice(0, zonesShownMax)
    .map(({ zone, records, lastSeconds, isServed }) => [
      zone,
      String(records),
      printTime(lastSeconds),
      isServed ? 'yes' : 'no',
    ]);
  const others = zones.length - rows.length;
  const shadowed = zones.flatMap((zone) => zone.shadowed);
  const shadowedCount = zones.reduce((sum, zone) => sum + zone.shadowedCount, 0);
  return [
    `updates: ${done} done, ${refused} refused, ${failed} failed`,
    ...(problem === undefined ? [] : [`no update is accepted: ${problem}`]),
    ...(rows.length === 0
      ? []
      : printColumns([['UPDATED ZONE', 'RECORDS', 'LAST', 'SERVED'], ...rows], style)),
    ...(others > 0 ? [`and ${others} more zones; --json has them all`] : []),
    ...(shadowedCount > 0
      ? [
          `updated before, but the configuration's now: ${shadowed.join(', ')}${more(shadowedCount - shadowed.length)}`,
        ]
      : []),
  ];
}

function more(count: number): string {
  return count > 0 ? ` and ${count} more` : '';
}
