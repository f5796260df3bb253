// What operators choose about answering, beside zones: plain data that every answering thread is given, and given anew by a
// reload. Refuses to know where it was written.

import type { IpPrefix } from '../wire/ip-prefix.ts';

export interface ServingPolicy {
  /** Replies over UDP that are longer go only to who shows a valid cookie (RFC 7873). */
  readonly cookieNeededAboveOctets: number | undefined;
  /** Of replies over UDP; without, everybody gets as many as they ask for. */
  readonly replyLimit: ReplyLimit | undefined;
  /** What this server calls itself to who asks by NSID (RFC 5001) or id.server (RFC 4892): at most `serverIdOctetsMax`. */
  readonly serverId: Uint8Array | undefined;
  /** What it says to who asks for its version, as long. */
  readonly serverVersion: Uint8Array | undefined;
  /** Who says by the PROXY protocol for whom it asks. */
  readonly frontEnds: readonly IpPrefix[];
}

/** How many replies a network may get. */
export interface ReplyLimit {
  /** Of each kind; long replies count for several. */
  readonly perSecond: number;
  /** One of so many replies beyond that says to come back over TCP, and the others are left out; 0: all of them are. */
  readonly slip: number;
  /** How long the prefix of a network is: 1 to 32, and 1 to 64. */
  readonly ipv4Bits: number;
  readonly ipv6Bits: number;
  /** Networks that get as many as they ask for. */
  readonly exempt: readonly IpPrefix[];
}

export const usualPolicy: ServingPolicy = {
  cookieNeededAboveOctets: undefined,
  replyLimit: undefined,
  serverId: undefined,
  serverVersion: undefined,
  frontEnds: [],
};
