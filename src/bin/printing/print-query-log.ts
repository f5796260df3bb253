// The query log, as `healthy-dns status` prints it.

import type { QueryLogStatus } from '../../control/protocol/query-log.ts';

/** `query log: 1 % to /var/log/healthy-dns/queries.log; 1234 written, 5 lost (5 not taken)`, and below it why nothing is logged. */
export function printQueryLog(status: QueryLogStatus | undefined): string[] {
  if (status === undefined) return [];
  const { output, path, share, written, noRoom, unwritten, trouble } = status;
  const place = output === 'dnstap' ? `dnstap at ${path}` : (path ?? 'the journal');
  const which = share === 1 ? 'all' : `${Number((100 * share).toPrecision(3))} %`;
  const reasons = [
    ...(noRoom > 0 ? [`${noRoom} for lack of room`] : []),
    ...(unwritten > 0 ? [`${unwritten} not taken`] : []),
  ];
  const lost = reasons.length === 0 ? '' : `, ${noRoom + unwritten} lost (${reasons.join(', ')})`;
  const line = `query log: ${which} to ${place}; ${written} written${lost}`;
  return trouble === undefined ? [line] : [line, `  not logging: ${trouble}`];
}
