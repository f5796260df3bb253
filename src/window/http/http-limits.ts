// For how long an HTTP client may keep us waiting, and how much it may send. Refuses to know what it asks for.

export interface HttpLimits {
  /** From the first octet to the last of a request. */
  readonly headPatienceMs: number;
  /** How often that is looked at. */
  readonly headLookMs: number;
  readonly headOctetsMax: number;
  /** Of a connection without a request. */
  readonly keepAliveMs: number;
  /** Of one on which nothing moves. */
  readonly idleMs: number;
}

export const usualHttpLimits: HttpLimits = {
  // A browser sends it in one packet.
  headPatienceMs: 10_000,
  // At Node's usual 30 s a slow client would have four times as long.
  headLookMs: 1000,
  // Cookies of other services on this machine come along: browsers do not tell ports apart.
  headOctetsMax: 16 * 1024,
  // Longer than any proxy keeps an unused connection: the side that closes it should be the one that might use it.
  keepAliveMs: 75_000,
  idleMs: 120_000,
};
