// An address and a port, as text: 192.0.2.1:53, [2001:db8::1]:53.

import { type IpAddress, parseIpAddress } from './ip-address.ts';

export interface Endpoint {
  readonly address: IpAddress;
  readonly port: number;
}

export function printEndpoint({ address, port }: Endpoint): string {
  return address.family === 4 ? `${address.text}:${port}` : `[${address.text}]:${port}`;
}

const bracketedPattern = /^\[([^\]]+)\]:(\d{1,5})$/;
const plainPattern = /^([\d.]+):(\d{1,5})$/;
const portMax = 65_535;

export interface EndpointRules {
  /** 0 where one may listen on any port that is free; 1 if not set. */
  readonly portMin?: 0 | 1;
}

/** The reverse of `printEndpoint`; the address may be spelt differently. Host names are refused. */
export function parseEndpoint(text: string, { portMin = 1 }: EndpointRules = {}): Endpoint | undefined {
  const parts = bracketedPattern.exec(text) ?? plainPattern.exec(text);
  const address = parts === null ? undefined : parseIpAddress(parts[1] ?? '');
  const port = Number(parts?.[2]);
  return address !== undefined && port >= portMin && port <= portMax ? { address, port } : undefined;
}

/** The same, or an address alone, which has the usual port then. */
export function parseEndpointOr(
  text: string,
  usualPort: number,
  rules: EndpointRules = {},
): Endpoint | undefined {
  const address = parseIpAddress(/^\[(.*)\]$/.exec(text)?.[1] ?? text);
  return address === undefined ? parseEndpoint(text, rules) : { address, port: usualPort };
}
