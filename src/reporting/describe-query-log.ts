// The query log as `healthy-dns status` gets it.

import type { Config } from '../config/read-config.ts';
import type { QueryLogStatus } from '../control/protocol/query-log.ts';
import { Counter, type CounterRow, countAt } from '../serving/counters.ts';

/** Undefined while there is none. `trouble`: why nothing is written at the moment. */
export function describeQueryLog(
  { queryLog }: Pick<Config, 'queryLog'>,
  counters: CounterRow,
  trouble: string | undefined,
): QueryLogStatus | undefined {
  if (queryLog === undefined) return undefined;
  const { output, share } = queryLog;
  return {
    output: output.kind,
    ...(output.kind !== 'journal' && { path: output.path }),
    share,
    written: countAt(counters, Counter.queryLogWritten),
    noRoom: countAt(counters, Counter.queryLogNoRoom),
    unwritten: countAt(counters, Counter.queryLogUnwritten),
    ...(trouble !== undefined && { trouble }),
  };
}
