// Every time value that a zone publishes, derived from how often targets are probed. docs/configuration.md shows the same
// table to operators.

export interface ZoneTiming {
  /** TTL of published addresses. */
  readonly addressTtlSeconds: number;
  /** TTL of the SOA and NS records at the apex. */
  readonly apexTtlSeconds: number;
  readonly refreshSeconds: number;
  readonly retrySeconds: number;
  readonly expireSeconds: number;
  /** SOA MINIMUM: how long a negative answer may be cached (RFC 2308 §4). */
  readonly minimumSeconds: number;
}

/** What says that something is absent is remembered for this long (RFC 9077). */
export function denialTtlSeconds({ apexTtlSeconds, minimumSeconds }: ZoneTiming): number {
  return Math.min(apexTtlSeconds, minimumSeconds);
}

/** RFC 2181 §8: a TTL is an unsigned number below 2^31. */
export const ttlSecondsMax = 0x7fff_ffff;

const daySeconds = 24 * 3600;

export function deriveTiming(
  probeIntervalSeconds: number,
  addressTtlSeconds?: number,
  isSigned = false,
): ZoneTiming {
  // Probe intervals may be fractions of a second; the wire has whole seconds, and none should be zero.
  const interval = Math.max(1, Math.ceil(probeIntervalSeconds));
  return {
    // Resolvers notice a failure at most two intervals after we do.
    addressTtlSeconds: addressTtlSeconds ?? 2 * interval,
    // NS and SOA hardly ever change: at least five minutes spares resolvers, at most a day keeps changes possible.
    apexTtlSeconds: Math.min(86_400, Math.max(300, 60 * interval)),
    refreshSeconds: 20 * interval,
    retrySeconds: 2 * interval,
    // A secondary that cannot reach us serves on for a week (RFC 1912 §2.2 advises two to four weeks, but answers about
    // health age faster). A signed zone expires after a quarter of a signature's usual life, so that no secondary serves
    // expired signatures (RFC 6781 §4.4.2).
    expireSeconds: isSigned ? 3.5 * daySeconds : 7 * daySeconds,
    // One interval, so that a cached "no address" hides a recovery for no longer than it took to notice.
    minimumSeconds: interval,
  };
}
