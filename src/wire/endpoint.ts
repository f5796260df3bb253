// An address and a port, as text: 192.0.2.1:53, [2001:db8::1]:53.

import type { IpAddress } from './ip-address.ts';

export interface Endpoint {
  readonly address: IpAddress;
  readonly port: number;
}

export function printEndpoint({ address, port }: Endpoint): string {
  return address.family === 4 ? `${address.text}:${port}` : `[${address.text}]:${port}`;
}
