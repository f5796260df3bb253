// Which addresses are ours: nobody tells himself. Refuses to know who listens.

import { networkInterfaces } from 'node:os';
import { type Endpoint, printEndpoint } from '../../wire/endpoint.ts';
import { type IpAddress, parseIpAddress } from '../../wire/ip-address.ts';

export interface OwnAddresses {
  hasAddress(address: IpAddress): boolean;
  hasEndpoint(endpoint: Endpoint): boolean;
}

const everywhere: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** Listening on all addresses is listening on each of this machine. */
export function findOwnAddresses(
  listening: readonly Endpoint[],
  ofMachine: () => readonly IpAddress[] = addressesOfMachine,
): OwnAddresses {
  const isEverywhere = listening.some(({ address }) => everywhere.has(address.text));
  const machine = isEverywhere ? ofMachine() : [];
  const endpoints = listening.flatMap((endpoint) => {
    if (!everywhere.has(endpoint.address.text)) return [endpoint];
    // A socket on `::` may take IPv4 as well; whatever it is, nobody else can have this port on these addresses.
    return machine.map((address) => ({ address, port: endpoint.port }));
  });
  const addresses = new Set(endpoints.map(({ address }) => address.text));
  const printed = new Set(endpoints.map(printEndpoint));
  return {
    hasAddress: ({ text }) => addresses.has(text),
    hasEndpoint: (endpoint) => printed.has(printEndpoint(endpoint)),
  };
}

function addressesOfMachine(): IpAddress[] {
  return Object.values(networkInterfaces()).flatMap((list = []) =>
    list.flatMap(({ address }) => parseIpAddress(address) ?? []),
  );
}
