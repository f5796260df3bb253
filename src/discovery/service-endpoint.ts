// One endpoint of a service, as programs see it.

/** Where one instance of a service can be reached. */
export interface ServiceEndpoint {
  /** The target's name, without a final dot. */
  readonly host: string;
  /** One of the target's addresses; IPv6 in the form of RFC 5952. */
  readonly address: string;
  readonly family: 4 | 6;
  readonly port: number;
  /** Lower is tried first (RFC 2782). */
  readonly priority: number;
  /** Its share among those of the same priority. */
  readonly weight: number;
  /** How many more seconds its records hold. */
  readonly ttl: number;
  /**
   * `up` and `down` are what a check found (see the option `check`); `down` is also an endpoint that was recently reported
   * as failed. Endpoints that are down come last.
   */
  readonly health: 'unknown' | 'up' | 'down';
  /** The strings of the TXT records beside the SRV records. */
  readonly tags: readonly string[];
  /** The name servers fail, and this is what they said last. */
  readonly stale: boolean;
}

/** `192.0.2.1:80`, `[2001:db8::1]:80`: where a connection goes, whatever its names. */
export function printServiceEndpoint({ address, port }: { address: string; port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
