// What operators choose about answering, beside zones: plain data that every answering thread is given, and given anew by a
// reload. Refuses to know where it was written.

import type { IpPrefix } from '../wire/ip-prefix.ts';

export interface ServingPolicy {
  /** Longer replies over UDP need a valid cookie (RFC 7873). */
  readonly cookieNeededAboveOctets: number | undefined;
  /** Of replies over UDP; undefined: no limit. */
  readonly replyLimit: ReplyLimit | undefined;
  /** The server's name, by NSID (RFC 5001) and id.server (RFC 4892): at most `serverIdOctetsMax`. */
  readonly serverId: Uint8Array | undefined;
  /** The text for version.server, no longer than that. */
  readonly serverVersion: Uint8Array | undefined;
  /** Clients that send the address of their own clients by the PROXY protocol. */
  readonly frontEnds: readonly IpPrefix[];
  /** Undefined: none. */
  readonly queryLog: QueryLogPolicy | undefined;
}

/** How many replies a network may get. */
export interface ReplyLimit {
  /** Of each kind; long replies count for several. */
  readonly perSecond: number;
  /** One in this many replies beyond that is truncated; the others are dropped. 0: all of them are. */
  readonly slip: number;
  /** How long the prefix of a network is: 1 to 32, and 1 to 64. */
  readonly ipv4Bits: number;
  readonly ipv6Bits: number;
  /** Networks without a limit. */
  readonly exempt: readonly IpPrefix[];
}

/** Which queries are logged. */
export interface QueryLogPolicy {
  /** More than 0, up to 1: that part of them, by chance. */
  readonly share: number;
  /** Messages are logged octet by octet; otherwise the question will do, and the reply's header. */
  readonly keepsWhole: boolean;
  readonly memory: QueryLogMemory;
}

/** Where they are left: see query-log/ring-memory.ts. */
export interface QueryLogMemory {
  /** Of no other memory: the same memory is another object in each thread. */
  readonly number: number;
  readonly octets: SharedArrayBuffer;
}

export const usualPolicy: ServingPolicy = {
  cookieNeededAboveOctets: undefined,
  replyLimit: undefined,
  serverId: undefined,
  serverVersion: undefined,
  frontEnds: [],
  queryLog: undefined,
};
