// Addresses of a host that a backend can have. Resolvers that block names answer with 0.0.0.0 or ::, which would have us probe
// ourselves.

import { BlockList } from 'node:net';
import type { IpAddress } from '../wire/ip-address.ts';

const unusable = new BlockList();
unusable.addSubnet('0.0.0.0', 8, 'ipv4');
unusable.addSubnet('224.0.0.0', 3, 'ipv4');
unusable.addAddress('::', 'ipv6');
unusable.addSubnet('ff00::', 8, 'ipv6');
// Without its interface, a link-local address leads nowhere.
unusable.addSubnet('fe80::', 10, 'ipv6');

export function isUsable({ family, text }: IpAddress): boolean {
  return !unusable.check(text, family === 4 ? 'ipv4' : 'ipv6');
}
