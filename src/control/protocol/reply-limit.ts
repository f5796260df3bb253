// What a status says of the limit on replies over UDP.

import { list, number, object, optional, text } from '../../base/value-reader.ts';

export interface ReplyLimitStatus {
  /** Absent: nothing is limited. */
  readonly setting?: ReplyLimitSetting | undefined;
  /** Replies beyond the limit that were truncated, and those that were not sent. */
  readonly slipped: number;
  readonly dropped: number;
}

export interface ReplyLimitSetting {
  readonly perSecond: number;
  readonly slip: number;
  readonly ipv4Bits: number;
  readonly ipv6Bits: number;
  /** Networks that are not limited. */
  readonly exempt: readonly string[];
}

export const readReplyLimitStatus = object<ReplyLimitStatus>({
  setting: optional(
    object<ReplyLimitSetting>({
      perSecond: number,
      slip: number,
      ipv4Bits: number,
      ipv6Bits: number,
      exempt: list(text),
    }),
  ),
  slipped: number,
  dropped: number,
});
