// The limit on replies, as `healthy-dns status` prints it.

import type { ReplyLimitStatus } from '../../control/protocol/reply-limit.ts';

/** `limit: 200 replies a second to an IPv4 /24 or an IPv6 /56; 12 truncated, 13 dropped` */
export function printReplyLimit(status: ReplyLimitStatus | undefined): string[] {
  if (status === undefined) return [];
  const { setting, slipped, dropped } = status;
  const limit =
    setting === undefined
      ? 'off (--rrl)'
      : `${setting.perSecond} replies a second to an IPv4 /${setting.ipv4Bits} or an IPv6 /${setting.ipv6Bits}` +
        (setting.exempt.length === 0 ? '' : `, except to ${setting.exempt.join(' ')}`);
  const limited = slipped + dropped === 0 ? '' : `; ${slipped} truncated, ${dropped} dropped`;
  return [`limit: ${limit}${limited}`];
}
