// Secondaries as a table: one line each, however many zones they follow.

import {
  type FollowedZoneStatus,
  type NotifyStatus,
  nameOfSecondary,
  type SecondariesStatus,
  type SecondaryStatus,
} from '../../control/protocol/secondaries.ts';
import type { OutputStyle } from './output-style.ts';
import { printColumns } from './print-columns.ts';
import { printAge } from './print-time.ts';

/** More push what is down off the screen. */
const secondariesShownMax = 20;
/** Enough to know where to look. */
const zonesShownMax = 3;

export function printSecondaries({ total, list }: SecondariesStatus, style?: OutputStyle): string[] {
  const shown = list.slice(0, secondariesShownMax);
  const rows = shown.map((secondary) => [
    nameOfSecondary(secondary),
    `${secondary.zones.current}/${secondary.zones.total}`,
    printNotify(secondary),
    printLag(secondary),
  ]);
  const others = total - shown.length;
  return [
    ...printColumns([['SECONDARY', 'CURRENT', 'LAST NOTIFY', 'BEHIND'], ...rows], style),
    ...(others > 0 ? [`and ${others} more secondaries; --json has more of them`] : []),
  ];
}

function printNotify({ notified, lastNotify }: SecondaryStatus): string {
  if (!notified) return 'not told, fetches';
  return lastNotify === undefined
    ? 'none yet'
    : `${printAge(lastNotify.atSeconds)} ago, ${printReply(lastNotify)}`;
}

function printReply({ reply }: NotifyStatus): string {
  if (reply === undefined) return 'no answer';
  return reply === 'NOERROR' ? 'answered' : `answered ${reply}`;
}

/** `65 s: example.com (3 changes, has 1795201914)`; `-` if it is not. */
function printLag({ behindSinceSeconds, zones, list }: SecondaryStatus): string {
  if (behindSinceSeconds === undefined) return '-';
  const behind = list.filter((zone) => zone.behindSinceSeconds !== undefined);
  const shown = behind.slice(0, zonesShownMax).map(printZone);
  const others = zones.total - zones.current - shown.length;
  return `${printAge(behindSinceSeconds)}: ${shown.join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

function printZone({ zone, serial, changes, refusal }: FollowedZoneStatus): string {
  const facts = [
    ...(changes === undefined ? [] : [`${changes} ${changes === 1 ? 'change' : 'changes'}`]),
    serial === undefined ? 'serial unknown' : `has ${serial}`,
    ...(refusal === undefined ? [] : [`asked for it: ${refusal}`]),
  ];
  return `${zone} (${facts.join(', ')})`;
}
