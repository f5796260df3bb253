// Where a datagram was sent to: the socket's own address, or on one that listens everywhere what the kernel says in the control
// message. Refuses to know who asks.

import { askedAddressAt, askedAddressOctets } from '../../linux/reply-route.ts';
import { placeAt, placeOfSocket } from '../asked-place.ts';
import type { AskedPlace } from '../client.ts';

/** A socket is bound to it. */
export interface BoundPlace {
  readonly octets: Uint8Array;
  readonly port: number;
}

/** `control`: empty, or with the message that came with the datagram at `at`. */
export function placeAsked(bound: BoundPlace, control: Uint8Array, at = 0): AskedPlace | undefined {
  const own = placeOfSocket(bound.octets, bound.port);
  if (own !== undefined) return own;
  const addressAt = askedAddressAt(control, at);
  if (addressAt === 0) return undefined;
  return placeAt(control, addressAt, askedAddressOctets(control, at), bound.port);
}
