// Those who are told of news, as `healthy-dns status` prints them.

import type { NotificationsStatus, ReceiverStatus } from '../../control/protocol/notifications.ts';
import type { OutputStyle } from './output-style.ts';
import { printColumns } from './print-columns.ts';
import { printAge } from './print-time.ts';

export function printNotifications({ receivers }: NotificationsStatus, style?: OutputStyle): string[] {
  const rows = receivers.map((one) => [one.receiver, one.format, printDelivered(one), printTrouble(one)]);
  return printColumns([['NOTIFIED', 'FORMAT', 'LAST', ''], ...rows], style);
}

function printDelivered({ deliveredSeconds }: ReceiverStatus): string {
  return deliveredSeconds === undefined ? '-' : `${printAge(deliveredSeconds)} ago`;
}

function printTrouble({ failingSinceSeconds, problem, pending, lost }: ReceiverStatus): string {
  const parts = [
    ...(failingSinceSeconds === undefined ? [] : [`fails for ${printAge(failingSinceSeconds)}: ${problem}`]),
    ...(pending === 0 ? [] : [`${pending} not told yet`]),
    ...(lost === 0 ? [] : [`${lost} refused`]),
  ];
  return parts.join('; ');
}
