// Which name servers to ask, and in which order: the last one to answer comes first, the others as given. Refuses to know how
// they are asked.

import { getServers } from 'node:dns';
import { isIP, isIPv6 } from 'node:net';

export interface ServerAddress {
  readonly address: string;
  readonly port: number;
}

/** The port of a name server given without one: by the system, a program, or `discover --server`. */
export const nameServerPort = 53;

/** `192.0.2.1`, `192.0.2.1:53`, `2001:db8::1` or `[2001:db8::1]:53`; undefined for anything else. */
export function parseServer(text: string, fallbackPort = nameServerPort): ServerAddress | undefined {
  if (isIP(text) !== 0) return { address: text, port: fallbackPort };
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text);
  const address = match?.[1] ?? match?.[2] ?? '';
  // Brackets are for IPv6 only.
  if (isIP(address) === 0 || (match?.[1] !== undefined && !isIPv6(address))) return undefined;
  const port = match?.[3] === undefined ? fallbackPort : Number(match[3]);
  return port > 0 && port <= 0xffff ? { address, port } : undefined;
}

export function printServer({ address, port }: ServerAddress): string {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}

/** The resolvers of this machine; `port` is for those given without one. */
export function systemServers(port: number): readonly ServerAddress[] {
  return getServers().flatMap((text) => parseServer(text, port) ?? []);
}

export class NameServers {
  readonly #list: () => readonly ServerAddress[];
  #preferred: string | undefined;

  /** `list` is called for every question: the resolvers of the system may change while a program runs. */
  constructor(list: () => readonly ServerAddress[]) {
    this.#list = list;
  }

  inOrder(): readonly ServerAddress[] {
    const all = this.#list();
    const isPreferred = (server: ServerAddress) => printServer(server) === this.#preferred;
    return [...all.filter(isPreferred), ...all.filter((server) => !isPreferred(server))];
  }

  prefer(server: ServerAddress): void {
    this.#preferred = printServer(server);
  }
}
