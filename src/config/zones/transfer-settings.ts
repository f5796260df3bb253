// Who may have whole zones, and who is told of their changes. Refuses to know how it was written.

import type { Endpoint } from '../../wire/endpoint.ts';
import type { IpPrefix } from '../../wire/ip-prefix.ts';
import type { Name } from '../../wire/name.ts';

export interface TransferSettings {
  /** Whoever matches one of these; empty: nobody. */
  readonly allow: readonly AllowedPeer[];
  readonly notify: readonly NotifiedPeer[];
  /** The zone's own name servers are told, too. */
  readonly notifiesServers: boolean;
}

/** Everything that is given must match. */
export interface AllowedPeer {
  readonly prefix?: IpPrefix;
  /** The name of the key that signs its requests. */
  readonly key?: Name;
  /** Only over TLS (RFC 9103), where nobody else can read it. */
  readonly needsTls?: true;
}

export interface NotifiedPeer {
  readonly endpoint: Endpoint;
  /** Signs what it is told, and is expected to sign what it says. */
  readonly key?: Name;
}

export const noTransfers: TransferSettings = { allow: [], notify: [], notifiesServers: false };

/** Whether anybody follows the zone. */
export function isFollowed({ allow, notify, notifiesServers }: TransferSettings): boolean {
  return allow.length > 0 || notify.length > 0 || notifiesServers;
}
