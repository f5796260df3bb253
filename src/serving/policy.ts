// What operators choose about answering, beside zones: plain data that every answering thread is given, and given anew by a
// reload. Refuses to know where it was written.

export interface ServingPolicy {
  /** Replies over UDP that are longer go only to who shows a valid cookie (RFC 7873). */
  readonly cookieNeededAboveOctets: number | undefined;
  /** What this server calls itself to who asks by NSID (RFC 5001): at most `serverIdOctetsMax`. */
  readonly serverId: Uint8Array | undefined;
}

/** With the longest question and all other options a reply still fits into 512 octets. */
export const serverIdOctetsMax = 128;

export const usualPolicy: ServingPolicy = { cookieNeededAboveOctets: undefined, serverId: undefined };
