// Which addresses are ours: nobody tells himself. Refuses to know who listens.

import { type Endpoint, printEndpoint } from '../../wire/endpoint.ts';
import type { IpAddress } from '../../wire/ip-address.ts';

export interface OwnAddresses {
  hasAddress(address: IpAddress): boolean;
  hasEndpoint(endpoint: Endpoint): boolean;
}

const everywhere: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** Listening on all addresses is listening on each of this machine. */
export function findOwnAddresses(
  listening: readonly Endpoint[],
  isOfMachine: (address: IpAddress) => boolean,
): OwnAddresses {
  const addresses = new Set(listening.map(({ address }) => address.text));
  const printed = new Set(listening.map(printEndpoint));
  // A socket on `::` may take IPv4 as well; whatever it is, nobody else can have this port on these addresses.
  const portsEverywhere = new Set(
    listening.filter(({ address }) => everywhere.has(address.text)).map(({ port }) => port),
  );
  return {
    hasAddress: (address) =>
      addresses.has(address.text) || (portsEverywhere.size > 0 && isOfMachine(address)),
    hasEndpoint: (endpoint) =>
      printed.has(printEndpoint(endpoint)) ||
      (portsEverywhere.has(endpoint.port) && isOfMachine(endpoint.address)),
  };
}
