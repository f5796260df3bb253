// The limit on replies as `healthy-dns status` gets it.

import type { Config } from '../config/read-config.ts';
import type { ReplyLimitStatus } from '../control/protocol/reply-limit.ts';
import { Counter, type CounterRow, countAt } from '../serving/counters.ts';
import { printIpPrefix } from '../wire/ip-prefix.ts';

export function describeReplyLimit(
  { replyLimit }: Pick<Config, 'replyLimit'>,
  counters: CounterRow,
): ReplyLimitStatus {
  return {
    ...(replyLimit && { setting: { ...replyLimit, exempt: replyLimit.exempt.map(printIpPrefix) } }),
    slipped: countAt(counters, Counter.slipped),
    dropped: countAt(counters, Counter.droppedLimited),
  };
}
