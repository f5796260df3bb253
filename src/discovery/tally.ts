// What a client has done so far: counted where it happens, read by `stats()`.

import type { QueryCounts } from '../resolving/query-counts.ts';

/** What {@link DnsServiceDiscovery.stats} returns. All counts are since the client was made. */
export interface DiscoveryStats {
  /** Lookups that went to name servers. */
  readonly lookups: number;
  /** Calls answered from the cache. */
  readonly cacheHits: number;
  /** Calls that joined the lookup of another call. */
  readonly sharedLookups: number;
  /** Lookups that brought no answer; an answer that says no is one. */
  readonly failures: number;
  /** Calls answered with the last known endpoints because of such a failure. */
  readonly staleServed: number;
  /** Queries sent over UDP and TCP, retries included. */
  readonly queries: number;
  /** Questions asked again because an attempt failed or was slow. */
  readonly retries: number;
  /** Queries sent over TCP. */
  readonly overTcp: number;
  /** Replies to nothing that was asked: late ones, or forged ones. */
  readonly strayReplies: number;
  /** How long the last 256 lookups took; undefined before the first. */
  readonly latencyMs: { readonly median: number; readonly p95: number; readonly max: number } | undefined;
}

/** Enough for a 95th percentile that means something, few enough to forget soon. */
const latenciesMax = 256;

export class Tally implements QueryCounts {
  lookups = 0;
  cacheHits = 0;
  sharedLookups = 0;
  failures = 0;
  staleServed = 0;
  queries = 0;
  retries = 0;
  overTcp = 0;
  strayReplies = 0;
  readonly #latenciesMs: number[] = [];

  recordLatency(tookMs: number): void {
    this.#latenciesMs.push(tookMs);
    if (this.#latenciesMs.length > latenciesMax) this.#latenciesMs.shift();
  }

  stats(): DiscoveryStats {
    const { lookups, cacheHits, sharedLookups, failures, staleServed, queries, retries } = this;
    const { overTcp, strayReplies } = this;
    const counts = { lookups, cacheHits, sharedLookups, failures, staleServed, queries, retries };
    return { ...counts, overTcp, strayReplies, latencyMs: this.#summarise() };
  }

  #summarise(): DiscoveryStats['latencyMs'] {
    const sorted = [...this.#latenciesMs].sort((a, b) => a - b);
    const max = sorted.at(-1);
    if (max === undefined) return undefined;
    const quantile = (share: number) => sorted[Math.floor(share * sorted.length)] ?? max;
    return { median: quantile(0.5), p95: quantile(0.95), max };
  }
}
