// A target: what is probed. Names that use the same address, port and kind of check share one target, by key.

import { printEndpoint } from '../wire/endpoint.ts';
import type { IpAddress } from '../wire/ip-address.ts';

export interface Target {
  readonly kind: 'tcp';
  readonly address: IpAddress;
  readonly port: number;
  /** Equal for equal targets, and what logs and people call it: `tcp 192.0.2.1:8080`, `tcp [2001:db8::1]:8080`. */
  readonly key: string;
}

export function tcpTarget(address: IpAddress, port: number): Target {
  return { kind: 'tcp', address, port, key: `tcp ${printEndpoint({ address, port })}` };
}
