// Whether an address is one of this machine. By UDP sockets that send nothing, because the list of all addresses takes netlink,
// which the service may not use.

import { bindDatagram } from './datagram-socket.ts';
import type { Libc } from './libc.ts';
import { encodeSocketAddress, readSocketPlace } from './socket-address.ts';

/** `connect` wants a port; nothing is sent there. */
const anyPort = 9;

/** `octets` has four (IPv4) or sixteen (IPv6). */
export function hasAddress(libc: Libc, octets: Uint8Array): boolean {
  // IPv6 reaches an address of ours from itself (RFC 6724 §5, rule 1), IPv4 from another one of the network: that has to be
  // bound. Where net.ipv4.ip_nonlocal_bind is set, any address can be; but only our own leads to itself.
  const source = octets.length === 4 ? octets : new Uint8Array(octets.length);
  const bound = bindDatagram(libc, { octets: source, port: 0 });
  if (!bound.ok) return false;
  const destination = encodeSocketAddress({ octets, port: anyPort });
  const isConnected = libc.connect(bound.value, destination, destination.length) === 0;
  const chosen = isConnected ? readSocketPlace(libc, bound.value) : undefined;
  libc.close(bound.value);
  return chosen !== undefined && Buffer.compare(chosen.octets, octets) === 0;
}
