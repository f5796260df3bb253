// The client for whom a front end asks, as something to keep: for a connection.

import { fillSocketAddress, socketAddressOctetsMax } from '../../linux/socket-address.ts';
import type { Client } from '../client.ts';
import { DatagramClient } from '../client.ts';
import type { ProxyHeader } from './read-proxy-header.ts';

/** Nothing when the front end, at the other end, asks for itself. `octets`: those of the header, which was read whole. */
export function clientNamedBy(
  { family, addressAt, port }: ProxyHeader,
  octets: Uint8Array,
  { transport, asked }: Client,
): Client | undefined {
  if (family === 0) return undefined;
  const address = new Uint8Array(socketAddressOctetsMax);
  fillSocketAddress(address, family, octets, addressAt, port);
  // By the same eyes as others, to whom ::ffff:192.0.2.1 is 192.0.2.1.
  const named = new DatagramClient(address);
  return { transport, family: named.family, port, octets: address, addressAt: named.addressAt, asked };
}
