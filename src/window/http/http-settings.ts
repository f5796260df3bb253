// What operators choose about HTTP, as plain data that crosses threads. Refuses to know flags and files.

import type { Endpoint } from '../../wire/endpoint.ts';
import type { IpPrefix } from '../../wire/ip-prefix.ts';

export interface HttpSettings {
  /** Port 0: any that is free. */
  readonly listen: readonly Endpoint[];
  /** Who may connect, beside this machine itself; none: everybody. */
  readonly allow: readonly IpPrefix[];
  /** Names that requests may call this server by, beside addresses and `localhost`; in lower case. */
  readonly hosts: readonly string[];
  /** SHA-256 of each token, in base64: the tokens themselves are kept nowhere. None: clients beyond this machine are refused. */
  readonly tokenDigests: readonly string[];
  readonly connectionsMax: number;
}

export const noHttp: HttpSettings = { listen: [], allow: [], hosts: [], tokenDigests: [], connectionsMax: 0 };
