// Where the status page is, as `healthy-dns status` prints it.

import type { WindowStatus } from '../../control/protocol/window.ts';
import { printAge } from './print-time.ts';

/** `page: http://127.0.0.1:9353/`; nothing where HTTP is off and all is well. */
export function printWindow(status: WindowStatus | undefined): string[] {
  if (status === undefined) return [];
  const { urls, unavailable, lost } = status;
  if (lost !== undefined)
    return [
      `page, metrics, history and notifications: lost for ${printAge(lost.sinceSeconds)} (${lost.reason}); they begin again by themselves`,
    ];
  return [
    ...(urls.length === 0 ? [] : [`page: ${urls.join(' ')}`]),
    ...unavailable.map(({ endpoint, reason }) => `no page on ${endpoint}: ${reason}; it is tried again`),
  ];
}
