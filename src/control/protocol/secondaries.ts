// Servers that follow our zones, as `GET /v1/status` shows them. Refuses to know how it is found out what they have.

import { boolean, list, number, object, optional, text, word } from '../../base/value-reader.ts';

export interface SecondariesStatus {
  readonly total: number;
  /** For a minute or more: the log has said so. */
  readonly behind: number;
  /** Those that are behind come first; with very many, the others are left out. */
  readonly list: readonly SecondaryStatus[];
}

export interface SecondaryStatus {
  /** Address and port; of one that is told nothing and only fetches, its address. */
  readonly secondary: string;
  readonly key?: string | undefined;
  /** Whether it is told of changes. */
  readonly notified: boolean;
  readonly zones: { readonly total: number; readonly current: number };
  /** Of all zones, the last that it was told of. */
  readonly lastNotify?: NotifyStatus | undefined;
  /** Since when it has lacked the newest of some zone. */
  readonly behindSinceSeconds?: number | undefined;
  /** Those that are behind come first; with very many, the others are left out. */
  readonly list: readonly FollowedZoneStatus[];
}

/** As the log and people are told of it: two may differ by their keys alone. */
export function nameOfSecondary({ secondary, key }: Pick<SecondaryStatus, 'secondary' | 'key'>): string {
  return key === undefined ? secondary : `${secondary} (key ${key})`;
}

export interface NotifyStatus {
  readonly zone: string;
  readonly serial: number;
  readonly atSeconds: number;
  /** `NOERROR` when it took it; absent until it answers. */
  readonly reply?: string | undefined;
}

export interface FollowedZoneStatus {
  readonly zone: string;
  /** What we have. */
  readonly newest: number;
  /** What it has; absent as long as nobody knows. */
  readonly serial?: number | undefined;
  /** How that is known: it was asked, or it fetched that. */
  readonly knownBy?: 'answer' | 'transfer' | undefined;
  /** How many changes it lacks; absent if none, and if it has a serial that is not among the last ones. */
  readonly changes?: number | undefined;
  readonly behindSinceSeconds?: number | undefined;
  /** Why it does not say what it has: its code, or `no answer`. */
  readonly refusal?: string | undefined;
  readonly lastNotify?: NotifyStatus | undefined;
}

const readNotify = object<NotifyStatus>({
  zone: text,
  serial: number,
  atSeconds: number,
  reply: optional(text),
});

const readFollowedZone = object<FollowedZoneStatus>({
  zone: text,
  newest: number,
  serial: optional(number),
  knownBy: optional(word(['answer', 'transfer'])),
  changes: optional(number),
  behindSinceSeconds: optional(number),
  refusal: optional(text),
  lastNotify: optional(readNotify),
});

export const readSecondaries = object<SecondariesStatus>({
  total: number,
  behind: number,
  list: list(
    object<SecondaryStatus>({
      secondary: text,
      key: optional(text),
      notified: boolean,
      zones: object<SecondaryStatus['zones']>({ total: number, current: number }),
      lastNotify: optional(readNotify),
      behindSinceSeconds: optional(number),
      list: list(readFollowedZone),
    }),
  ),
});
