// How much of a client's address is logged: as much as the operator may keep. Refuses to know where it goes.

import type { LogRecord } from '../serving/query-log/log-record.ts';
import type { LogPlan } from './query-log-protocol.ts';

/** An IPv4 /24 and an IPv6 /48, commonly considered anonymous. */
const networkOctets = { 4: 3, 16: 6 } as const;
const nobody = new Uint8Array();

export function hideClient(record: LogRecord, clients: LogPlan['clients']): LogRecord {
  if (clients === 'whole') return record;
  if (clients === 'none') return { ...record, client: nobody, port: 0 };
  const client = record.client.slice();
  client.fill(0, networkOctets[client.length === 4 ? 4 : 16]);
  return { ...record, client, port: 0 };
}
