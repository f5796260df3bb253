// The control message of a datagram (IP_PKTINFO, IPV6_PKTINFO), which tells where it was sent to. It goes out again with the
// reply, which so leaves from the address that was asked.
//
//   v4   0 length (two words) | 2 level | 3 type | 4 interface | 5 address to send from | 6 address asked
//   v6   0 length (two words) | 2 level | 3 type | 4 address (four words) | 8 interface

import { Ipv4Option, Ipv6Option } from './constants.ts';

/** Room for one in6_pktinfo with its header: 16 + 20, rounded up. */
export const controlOctetsMax = 40;

const levelAt = 8;
const typeAt = 12;
const v4AddressAt = 24;
const v6AddressAt = 16;

/** Where in the octets the address stands to which a datagram was sent, by the message at `at`; 0 when it says nothing of it. */
export function askedAddressAt(octets: Uint8Array, at: number): number {
  const level = octets[at + levelAt];
  const type = octets[at + typeAt];
  if (level === Ipv4Option.level && type === Ipv4Option.packetInfo) return at + v4AddressAt;
  return level === Ipv6Option.level && type === Ipv6Option.packetInfo ? at + v6AddressAt : 0;
}

/** Of that address. */
export function askedAddressOctets(octets: Uint8Array, at: number): 4 | 16 {
  return octets[at + levelAt] === Ipv4Option.level ? 4 : 16;
}

/**
 * The interface is left to the routing table, as the way back need not be the way in; only a link-local address is meaningless
 * without it. `control` is the first word of the message.
 */
export function forgetInterface(words: Int32Array, control: number): void {
  const level = words[control + 2];
  const type = words[control + 3];
  if (level === Ipv4Option.level && type === Ipv4Option.packetInfo) words[control + 4] = 0;
  const isV6 = level === Ipv6Option.level && type === Ipv6Option.packetInfo;
  if (isV6 && ((words[control + 4] as number) & 0xc0ff) !== 0x80fe) words[control + 8] = 0;
}
