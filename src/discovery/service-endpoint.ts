// One place where a service can be had, as programs see it.

/** Where one instance of a service can be reached. */
export interface ServiceEndpoint {
  /** The target's name, without a final dot. */
  readonly host: string;
  /** One of the target's addresses; IPv6 in the form of RFC 5952. */
  readonly address: string;
  readonly family: 4 | 6;
  readonly port: number;
  /** Lower is to be tried first (RFC 2782). */
  readonly priority: number;
  /** Its share among those of the same priority. */
  readonly weight: number;
  /** For how many seconds the records behind it hold from now on. */
  readonly ttl: number;
  /**
   * `up` and `down` are what a check found (see the option `check`); `down` is also what was reported as failed a short
   * time ago. Endpoints that are down come last.
   */
  readonly health: 'unknown' | 'up' | 'down';
  /** The strings of the TXT records beside the SRV records. */
  readonly tags: readonly string[];
  /** True when the name servers failed and this is what they said last. */
  readonly stale: boolean;
}

/** `192.0.2.1:80`, `[2001:db8::1]:80`: what a connection goes to, whatever its names. */
export function printEndpoint({ address, port }: { address: string; port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
