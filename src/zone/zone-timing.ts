// Every time value that the zone publishes, derived in this one place from how often targets are probed.
// docs/configuration.md shows the same table to operators.

export interface ZoneTiming {
  /** TTL of published addresses. */
  readonly addressTtlSeconds: number;
  /** TTL of the SOA and NS records at the apex. */
  readonly apexTtlSeconds: number;
  readonly refreshSeconds: number;
  readonly retrySeconds: number;
  readonly expireSeconds: number;
  /** SOA MINIMUM: how long "there is no such thing" may be cached (RFC 2308 §4). */
  readonly minimumSeconds: number;
}

/** RFC 2181 §8: a TTL is an unsigned number below 2^31. */
export const ttlSecondsMax = 0x7fff_ffff;

const daySeconds = 24 * 3600;

export function deriveTiming(
  probeIntervalSeconds: number,
  addressTtlSeconds?: number,
  isSigned = false,
): ZoneTiming {
  // Probe intervals may be fractions of a second; what goes on the wire are whole seconds, none of them zero.
  const interval = Math.max(1, Math.ceil(probeIntervalSeconds));
  return {
    // A resolver that caches for two intervals sees a failure at most that much later than we do.
    addressTtlSeconds: addressTtlSeconds ?? 2 * interval,
    // NS and SOA hardly ever change; at least five minutes spares resolvers, at most a day keeps moves possible.
    apexTtlSeconds: Math.min(86_400, Math.max(300, 60 * interval)),
    refreshSeconds: 20 * interval,
    retrySeconds: 2 * interval,
    // A secondary that cannot reach us goes on for a week (RFC 1912 §2.2 advises two to four weeks for zones that
    // rest; answers about health age faster). With a signed zone for a quarter of a signature's usual life, so that it
    // never goes on with signatures that have ended (RFC 6781 §4.4.2).
    expireSeconds: isSigned ? 3.5 * daySeconds : 7 * daySeconds,
    // One interval, so that a recovery is not hidden by a cached "no address" for longer than it took to notice.
    minimumSeconds: interval,
  };
}
