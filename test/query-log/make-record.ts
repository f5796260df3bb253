// A logged query as outputs get it, without the daemon that would have answered it.

import type { LogRecord } from '../../src/serving/query-log/log-record.ts';
import { Fate } from '../../src/serving/query-log/log-record.ts';
import { makeQuery } from '../support/dns/dns-client.ts';

/** 2026-11-22 12:00:00.250 UTC. */
export const someMs = 1_795_348_800_250;

/** `www.example.test A`, answered with NXDOMAIN in 40 octets. */
export function makeRecord(other: Partial<LogRecord> = {}): LogRecord {
  const query = other.query ?? new Uint8Array(makeQuery('www.example.test', { flags: 0x0100 }));
  const reply = Uint8Array.from([...query, 0, 0, 0, 0, 0, 0]);
  reply.set([0x84, 0x03], 2);
  return {
    receivedMs: someMs,
    repliedMs: someMs + 1.5,
    transport: 'udp',
    fate: Fate.answered,
    client: Uint8Array.of(192, 0, 2, 1),
    port: 5353,
    code: 3,
    query,
    queryOctets: query.length,
    reply,
    replyOctets: reply.length,
    ...other,
  };
}
